/* Derivations unfold a step at a time.  Without this file every step is visible.
   The choice "always show every step" is kept in the reader's browser and nowhere else. */
(function () {
  "use strict";
  const KEY = "chainrule-show-steps";
  const root = document.documentElement;
  const canSearchHidden = "onbeforematch" in root;

  // Before the first paint, so that nothing moves when the steps are hidden.
  if (!always()) root.classList.add("cr-fold");

  document.addEventListener("DOMContentLoaded", function () {
    try {
      document.querySelectorAll(".cr-derivation").forEach(prepare);
    } finally {
      root.classList.remove("cr-fold");
    }
    nameControls();
    openTarget();
    window.addEventListener("hashchange", openTarget);
    window.addEventListener("beforeprint", function () { showAllOnPage(); });
  });

  // The theme leaves three things without a name that a screen reader could say.
  function nameControls() {
    document.querySelectorAll(".bd-sidebar-primary summary").forEach(function (toggle) {
      const entry = toggle.closest("li");
      const link = entry && entry.querySelector("a");
      toggle.setAttribute("aria-label", "Pages of " + (link ? link.textContent.trim() : "this part"));
    });
    document.querySelectorAll(".search-button-field").forEach(function (field) {
      field.removeAttribute("aria-label");
    });
    const contents = document.querySelector(".bd-sidebar-primary");
    if (contents) {
      contents.setAttribute("role", "region");
      contents.setAttribute("aria-label", "The book");
    }
  }

  function always() {
    try { return localStorage.getItem(KEY) === "yes"; } catch (error) { return false; }
  }

  function prepare(derivation) {
    const steps = Array.from(derivation.querySelectorAll(":scope > .cr-steps > .cr-step"));
    if (!steps.length) return;
    const bar = document.createElement("div");
    bar.className = "cr-bar";
    const next = button("Reveal next step");
    const all = button("Reveal all");
    const hide = button("Hide the steps");
    const said = document.createElement("span");
    said.className = "cr-progress";
    said.setAttribute("role", "status");
    bar.append(next, all, hide, said);
    steps[0].parentElement.after(bar);

    next.addEventListener("click", function () { reveal(shown() + 1); if (next.hidden) hide.focus(); });
    all.addEventListener("click", function () { remember(true); reveal(steps.length); hide.focus(); });
    hide.addEventListener("click", function () { remember(false); reveal(0); next.focus(); });
    steps.forEach(function (step, place) {
      step.addEventListener("beforematch", function () { reveal(place + 1); });
    });
    derivation.revealTo = function (step) {
      const place = steps.findIndex(function (one) { return one.contains(step); });
      if (place >= shown()) reveal(place + 1);
    };
    derivation.revealAll = function () { reveal(steps.length); };
    reveal(always() ? steps.length : 0);

    function shown() {
      return steps.filter(function (step) { return !step.hasAttribute("hidden"); }).length;
    }

    function reveal(count) {
      steps.forEach(function (step, place) {
        if (place < count) step.removeAttribute("hidden");
        else step.setAttribute("hidden", canSearchHidden ? "until-found" : "");
      });
      const done = count >= steps.length;
      next.hidden = all.hidden = done;
      hide.hidden = !count;
      said.textContent = done ? "" : count + " of " + steps.length + " steps shown";
      derivation.classList.toggle("cr-open", done);
    }
  }

  function button(words) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "cr-button";
    made.textContent = words;
    return made;
  }

  function remember(show) {
    try { localStorage.setItem(KEY, show ? "yes" : "no"); } catch (error) { /* private browsing */ }
  }

  function openTarget() {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const derivation = target && target.closest(".cr-derivation");
    if (!derivation || !derivation.revealTo || !target.closest(".cr-step")) return;
    derivation.revealTo(target);
    target.scrollIntoView();
  }

  function showAllOnPage() {
    document.querySelectorAll(".cr-derivation").forEach(function (one) {
      if (one.revealAll) one.revealAll();
    });
    document.querySelectorAll("details.cr-fold").forEach(function (one) { one.open = true; });
  }
})();
