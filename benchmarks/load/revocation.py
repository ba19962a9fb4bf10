"""How long a revoked session is still let in: by the node that revoked it, and by another one on the same database."""
import http.client, json, os, signal, time
import rig

PASSWORD = "Correct-Horse-9"
REVOCATIONS = 300
CUT_OFF = 20  # with the notification channel dead


class Node:
    """One keep-alive connection to a server."""
    def __init__(self, server):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port)

    def ask(self, method, path, token=None, body=None):
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        self.connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = self.connection.getresponse()
        text = answer.read()
        return answer.status, json.loads(text)["data"] if answer.status < 300 else None


def servers(b):
    b.postgres.as_user("createdb", "-h", b.postgres.data, "revocation")
    dsn = b.postgres.dsn.replace("dbname=bench", "dbname=revocation")
    lots = {"window": "60s", "max": 2_000_000_000}
    settings = {
        "appId": "revocation", "mode": "development", "server": {"host": "127.0.0.1", "threads": 1, "secret": "REVOCATION_SECRET"},
        "database": {"url": "REVOCATION_DATABASE_URL"}, "logging": {"level": "warn", "format": "json"},
        "rateLimit": {"publicRoutes": lots, "privateRoutes": lots, "authRoutes": lots},
        "authentication": {"sessions": {"maxPerUser": 100000}, "passwordHashing": {"memoryKiB": 8192, "iterations": 1}},
        "plugins": {"load": ["auth"]},
    }
    environment = {"REVOCATION_DATABASE_URL": dsn, "REVOCATION_SECRET": "0123456789abcdef" * 3}
    both = [rig.Nucleusd(b.build, b.folder, json.loads(json.dumps(settings)), environment) for _ in range(2)]
    b.servers += both
    return both


def sign_in(node):
    status, data = node.ask("POST", "/auth/login", None, {"email": "ada@example.com", "password": PASSWORD, "tokenDelivery": "body"})
    assert status == 200, status
    return data["accessToken"], data["session"]["id"]


def still_let_in(here, there, by):
    """From the answer of SESSIONS_REVOKE to the last ME after it that was let in; in ms: here, there."""
    token, session = sign_in(here)
    for node in (here, there):
        assert node.ask("GET", "/auth/me", token)[0] == 200  # it is in memory now
    assert here.ask("POST", "/auth/sessions/revoke", by, {"id": session})[0] == 200
    answered = time.perf_counter()
    late = [0.0, 0.0]
    for i, node in enumerate((here, there)):
        while node.ask("GET", "/auth/me", token)[0] == 200:
            late[i] = time.perf_counter() - answered
    return late[0] * 1e3, late[1] * 1e3


def p99(times):
    return sorted(times)[int(len(times) * 0.99)]


def revocation(b):
    """revocation: how long a revoked session is still let in, on this node and another, ms"""
    first, second = servers(b)
    here, there = Node(first), Node(second)
    assert here.ask("POST", "/auth/register", None, {"email": "ada@example.com", "password": PASSWORD})[0] == 200
    by, _ = sign_in(here)
    times = [still_let_in(here, there, by) for _ in range(REVOCATIONS)]
    rows = [{"name": "a revoked session, still let in here, ms (most)", "measured": max(h for h, _ in times), "floor": 0, "goal": 0, "better": "lower"},
            {"name": "  on another node, ms (p99)", "measured": p99([t for _, t in times]), "floor": 100, "goal": 20, "better": "lower"}]
    cut = []
    for _ in range(CUT_OFF):
        dead = b.postgres.sql("select coalesce(string_agg(pid::text, ' '), '') from pg_stat_activity where query like '%pg_notify%' "
                              "and datname = 'revocation' and pid <> pg_backend_pid()").split()
        assert len(dead) == 2, dead
        for pid in dead:
            os.kill(int(pid), signal.SIGSTOP)
        cut.append(still_let_in(here, there, by)[1])
        for pid in dead:
            os.kill(int(pid), signal.SIGCONT)
        time.sleep(2)  # until both listen again
    rows.append({"name": "  the same with a dead notification channel, ms (most)", "measured": max(cut), "floor": 1000, "goal": 1000, "better": "lower"})
    return rows


ALL = [revocation]
