"""Tensor calculus with symbolic sizes: a normal form for indexed sums, sound for any size.

A polynomial over atoms; connected contracted components are atoms too, so that
`(sum_i x_i) (sum_j x_j) = (sum_i x_i)^2` holds on the nose and sizes stay symbols.
"""
