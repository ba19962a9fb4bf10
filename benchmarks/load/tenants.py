"""What one tenant feels of another one that sends ten times what its plan allows."""
import http.client, json, re, statistics, subprocess
import rig, revocation

BUDGET = 500  # requests a second
FLOOD_CLIENTS, FLOOD_DELAY = 20, 3  # ms: more than five thousand a second, unless answers take longer
QUIET_CLIENTS, QUIET_DELAY = 4, 4  # ms: up to a thousand a second


def server(b, database):
    """On a database of its own."""
    b.postgres.as_user("createdb", "-h", b.postgres.data, database)
    return node(b, database)


def node(b, database):
    lots = {"window": "60s", "max": 2_000_000_000}
    settings = {
        "appId": "tenants", "mode": "development", "server": {"host": "127.0.0.1", "threads": 2, "secret": "TENANTS_SECRET"},
        "database": {"url": "TENANTS_DATABASE_URL", "isMultiTenant": True}, "logging": {"level": "warn", "format": "json"},
        "rateLimit": {"publicRoutes": lots, "privateRoutes": lots, "authRoutes": lots},
        "authentication": {"passwordHashing": {"memoryKiB": 8192, "iterations": 1}, "accessToken": {"expiresIn": "12h"}},
        "authorization": {"godminEmail": "TENANTS_GOD", "godminPassword": "TENANTS_PASSWORD"},
        "tenants": {"plans": [{"name": "small", "rateLimit": {"window": "1s", "max": BUDGET}}]},
        "entities": [{"table_name": "products", "columns": [{"name": "title", "type": "text"}]}],
        "plugins": {"load": ["auth", "crud", "tenants"]},
    }
    environment = {"TENANTS_DATABASE_URL": b.postgres.dsn.replace("dbname=bench", f"dbname={database}"), "TENANTS_SECRET": "0123456789abcdef" * 3,
                   "TENANTS_GOD": "god@example.com", "TENANTS_PASSWORD": revocation.PASSWORD}
    b.servers.append(rig.Nucleusd(b.build, b.folder, settings, environment))
    return b.servers[-1]


class Tenant:
    """One with a product, and somebody signed in who may read it."""
    def __init__(self, port, god, name, plan):
        self.port, self.name = port, name
        order = {"subdomain": name, "companyName": name, "adminEmail": "ada@example.com", "adminPassword": revocation.PASSWORD, "plan": plan}
        assert self.ask("POST", "/tenants/provision", order, god, {})[0] == 201
        login = {"email": "ada@example.com", "password": revocation.PASSWORD, "tokenDelivery": "body"}
        self.token = self.ask("POST", "/auth/login", login)[1]["accessToken"]
        self.path = "/products/" + self.ask("POST", "/products", {"title": "Tea"}, self.token)[1]["id"]

    def ask(self, method, path, body=None, token=None, names=None):
        return ask(self.port, method, path, body, token, {"x-tenant-id": self.name} if names is None else names)

    def load(self, folder, clients, delay, seconds):
        """A command: each client sends `delay` ms after the answer before."""
        script = rig.lua(folder, f"tenant-{self.name}", f'wrk.headers["Authorization"] = "Bearer {self.token}"\n'
                         f'wrk.headers["x-tenant-id"] = "{self.name}"\nfunction delay() return {delay} end\n')
        return ["wrk", "-t", "1", "-c", str(clients), "-d", f"{seconds}s", "--latency", "-s", script, f"http://127.0.0.1:{self.port}{self.path}"]


def ask(port, method, path, body, token, names):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    headers = dict(names, **({"Authorization": f"Bearer {token}"} if token else {}), **({"Content-Type": "application/json"} if body else {}))
    connection.request(method, path, json.dumps(body) if body else None, headers)
    answer = connection.getresponse()
    text = answer.read()
    return answer.status, json.loads(text)["data"] if answer.status < 300 else None


def latency(out, percent):
    value, unit = re.search(rf"{percent}%\s+([\d.]+)(us|ms|s)\b", out).groups()
    return float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def told(out):
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    return {"rate": float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1]), "total": int(re.search(r"(\d+) requests in", out)[1]),
            "p50": latency(out, 50), "p99": latency(out, 99), "refused": int(refused[1]) if refused else 0}


def flood(b):
    """tenants: p99 of one tenant beside another at ten times its budget ÷ alone"""
    node = server(b, "flood")
    god = ask(node.port, "POST", "/auth/login", {"email": "god@example.com", "password": revocation.PASSWORD, "tokenDelivery": "body"}, None, {})[1]["accessToken"]
    quiet, loud = Tenant(node.port, god, "quiet-one", "free"), Tenant(node.port, god, "loud-one", "small")
    ratios, floods, alone_p99 = [], [], []
    for _ in range(b.rounds):
        argv = quiet.load(b.folder, QUIET_CLIENTS, QUIET_DELAY, b.seconds)
        alone = told(rig.run(*argv))
        beside = subprocess.Popen(loud.load(b.folder, FLOOD_CLIENTS, FLOOD_DELAY, b.seconds + 1), stdout=subprocess.PIPE, text=True)
        together = told(rig.run(*argv))
        floods.append(told(beside.communicate()[0]))
        assert alone["refused"] == together["refused"] == 0
        ratios.append(together["p99"] / alone["p99"])
        alone_p99.append(alone["p99"])
    let_in = statistics.median((f["total"] - f["refused"]) / (b.seconds + 1) for f in floods)
    return [{"name": "p99 of a tenant beside one at 10 × its budget ÷ alone", "measured": statistics.median(ratios), "floor": 2, "goal": 1.3, "better": "lower"},
            {"name": "  its p99 alone, ms", "measured": statistics.median(alone_p99), "floor": 10, "goal": 3, "better": "lower"},
            {"name": "  the flood, requests/s ÷ its budget", "measured": statistics.median(f["rate"] for f in floods) / BUDGET, "floor": 8, "goal": 10, "better": "higher"},
            {"name": "  of which were let in ÷ its budget", "measured": let_in / BUDGET, "floor": 1.5, "goal": 1.25, "better": "lower"}]


ALL = [flood]
