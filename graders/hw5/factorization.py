"""Matrix factorization by alternating least squares, which two tasks are measured against."""

import numpy as np


def solve(own, other, n, features, target, lam):
    """Ridge regression of the target on 1 and the features of the other side, for each of n rows."""
    found = np.zeros((n, features.shape[1] + 1))
    for j in range(n):
        A = np.column_stack([np.ones(np.sum(own == j)), features[other[own == j]]])
        found[j] = np.linalg.solve(A.T @ A + lam / 2 * np.eye(A.shape[1]), A.T @ target[own == j])
    return found[:, 0], found[:, 1:]


def factorize(users, items, ratings, n_users, n_items, k, lam, rounds=25):
    """Return the parameters that alternating least squares finds, with the mean as general bias."""
    M, bm, bg = np.random.default_rng(0).normal(size=(n_items, k)), np.zeros(n_items), ratings.mean()
    for _ in range(rounds):
        bu, U = solve(users, items, n_users, M, ratings - bg - bm[items], lam)
        bm, M = solve(items, users, n_items, U, ratings - bg - bu[users], lam)
    return U, M, bu, bm, bg


def table(U, M, bu, bm, bg):
    """Return the predicted rating of every film by every user."""
    return U @ M.T + bu[:, None] + bm + bg
