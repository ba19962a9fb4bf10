"""Whether time tells which addresses have an account: interleaved samples of known and unknown ones."""
import http.client, json, random, time
import rig

PASSWORD = "Correct-Horse-9"
SAMPLES = 300  # of each kind and endpoint


def auc(known, unknown):
    """The chance that a known address takes longer than an unknown one (Mann-Whitney): 0.5 tells nothing.
    Folded, since being quicker would tell as much."""
    ranked = sorted([(t, True) for t in known] + [(t, False) for t in unknown])
    rank_sum, i = 0.0, 0
    while i < len(ranked):
        j = i
        while j < len(ranked) and ranked[j][0] == ranked[i][0]:
            j += 1
        rank_sum += sum(is_known for _, is_known in ranked[i:j]) * (i + j + 1) / 2
        i = j
    chance = (rank_sum - len(known) * (len(known) + 1) / 2) / (len(known) * len(unknown))
    return max(chance, 1 - chance)


def server(b):
    """With mails into a folder, and limits that do not refuse the samples."""
    b.postgres.as_user("createdb", "-h", b.postgres.data, "enumeration")
    lots = {"window": "60s", "max": 2_000_000_000}
    settings = {
        "appId": "enumeration", "mode": "development", "server": {"host": "127.0.0.1", "threads": 2, "publicUrl": "http://localhost"},
        "database": {"url": "ENUMERATION_DATABASE_URL"}, "logging": {"level": "warn", "format": "json"},
        "rateLimit": {"publicRoutes": lots, "privateRoutes": lots, "authRoutes": lots},
        "authentication": {"lockout": {"maxAttempts": 1000}},
        "email": {"provider": "file", "file": {"directory": f"{b.folder}/enumeration-mail"}},
        "plugins": {"load": ["auth", "mail"]},
    }
    dsn = b.postgres.dsn.replace("dbname=bench", "dbname=enumeration")
    b.servers.append(rig.Nucleusd(b.build, b.folder, settings, {"ENUMERATION_DATABASE_URL": dsn}))
    return b.servers[-1]


def seconds_of(connection, path, body):
    text = json.dumps(body)
    begin = time.perf_counter()
    connection.request("POST", path, text, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    answer.read()
    elapsed = time.perf_counter() - begin
    if answer.status >= 500 or answer.status in (422, 429):
        raise RuntimeError(f"{path}: {answer.status}")
    return elapsed


def enumeration(b):
    """enumeration: AUC of the time of known and unknown addresses, by endpoint"""
    connection = http.client.HTTPConnection("127.0.0.1", server(b).port)
    known = [f"known{i}@example.com" for i in range(SAMPLES)]
    for email in known:
        seconds_of(connection, "/auth/register", {"email": email, "password": PASSWORD})
    rows = []
    for key, path, more in (("LOGIN", "/auth/login", {"password": "Wrong-Horse-99"}),
                            ("PASSWORD_RESET_REQUEST", "/auth/password/reset-request", {}),
                            ("RESEND_VERIFICATION", "/auth/resend-verification", {}),
                            ("MAGIC_LINK", "/auth/magic-link", {}),
                            ("REGISTER", "/auth/register", {"password": PASSWORD})):
        asked = [(email, True) for email in known] + [(f"{key.lower()}{i}@example.com", False) for i in range(SAMPLES)]
        random.shuffle(asked)  # so that what one request leaves behind meets either kind
        times = {True: [], False: []}
        for email, is_known in asked:
            times[is_known].append(seconds_of(connection, path, {"email": email, **more}))
            time.sleep(0.002)
        rows.append({"name": f"AUC of known and unknown addresses, {key}", "measured": auc(times[True], times[False]),
                     "floor": 0.60, "goal": 0.55, "better": "lower"})
    return rows


ALL = [enumeration]
