from sklearn.metrics import roc_auc_score


def rmse(y_true, y_pred):
    a, b = np.array(y_true, float), np.array(y_pred, float)
    if a.shape != b.shape or not a.size:
        raise ValueError("shapes")
    return np.sqrt(((a - b) ** 2).mean())


def roc_auc(liked, scores):
    if len(liked) != len(scores) or len(set(np.array(liked).astype(int).tolist())) < 2:
        raise ValueError("lengths or a single class")
    return roc_auc_score(np.array(liked).astype(int), scores)


def frame(users, ratings, scores, k):
    if not (len(users) == len(ratings) == len(scores)) or len(users) == 0 or k < 1:
        raise ValueError("lengths or k")
    table = pd.DataFrame({"user": users, "rating": np.array(ratings, float), "score": scores})
    return table.sort_values("score", ascending=False, kind="stable")


def ndcg_at_k(users, ratings, scores, k=10, strict=True):
    table = frame(users, ratings, scores, k)
    table["gain"] = (table["rating"] >= 4).astype(float) if strict else table["rating"]

    def one(gain):
        weight = 1 / np.log2(np.arange(len(gain)) + 2)
        weight[k:] = 0
        ideal = (gain.sort_values(ascending=False).to_numpy() * weight).sum()
        return (gain.to_numpy() * weight).sum() / ideal if ideal else np.nan

    result = table.groupby("user")["gain"].apply(one).mean()
    if np.isnan(result):
        raise ValueError("nobody likes anything")
    return result


def precision_at_k(users, ratings, scores, k=10, strict=True):
    table = frame(users, ratings, scores, k)
    table["gain"] = (table["rating"] >= 4).astype(float) if strict else table["rating"] / 5
    return table.groupby("user").head(k).groupby("user")["gain"].mean().mean()
