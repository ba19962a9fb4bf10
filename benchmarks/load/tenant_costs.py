"""What a tenant costs where there are 1, 100 or thousands; how soon one that was suspended is shut out."""
import re, statistics, sys, time
import revocation, rig, tenants
from concurrent.futures import ThreadPoolExecutor

CLIENTS, DELAY = 4, 2  # a quiet load: its latency is the server's, not that of a queue
WORKERS = 2  # of the server, each with a connection for reads
LAST = 20  # whose making is timed
SUSPENSIONS = 200
GOD = {"email": "god@example.com", "password": revocation.PASSWORD, "tokenDelivery": "body"}


def as_god(port):
    return tenants.ask(port, "POST", "/auth/login", GOD, None, {})[1]["accessToken"]


class Crowd:
    """Tenants of one server, each with a product and somebody who reads it; more are made when asked for."""
    def __init__(self, b):
        self.b, self.server, self.all = b, tenants.server(b, "costs"), []

    def grow(self, count):
        """Seconds for each of the last new ones, from the order to the answer, as a node makes them one after the other."""
        god = as_god(self.server.port)
        self.make(god, max(len(self.all), count - LAST))
        began, before = time.perf_counter(), len(self.all)
        self.make(god, count)
        return (time.perf_counter() - began) / max(1, len(self.all) - before)

    def make(self, god, count):
        with ThreadPoolExecutor(2) as two:  # so that the next order is there when one is done
            for t in two.map(lambda i: tenants.Tenant(self.server.port, god, f"crowd-{i}", "free"), range(len(self.all), count)):
                self.all.append(t)
                if len(self.all) % 500 == 0:
                    print(f"  {len(self.all)} tenants of {count}", file=sys.stderr)

    def restart(self):
        self.server.stop()
        began = time.perf_counter()
        self.server.start()
        return time.perf_counter() - began

    def load(self, among):
        """p50 and p99, in ms, of GET by id, each of a tenant by chance."""
        some = ",\n".join(f'{{"{t.name}","{t.token}","{t.path}"}}' for t in among)
        script = rig.lua(self.b.folder, f"crowd-{len(among)}", f"local all = {{{some}}}\nfunction delay() return {DELAY} end\n"
                         "function init() math.randomseed(os.time()) end\nfunction request()\n  local t = all[math.random(#all)]\n"
                         '  return wrk.format("GET", t[3], {["x-tenant-id"] = t[1], ["Authorization"] = "Bearer " .. t[2]})\nend\n')
        argv = ["wrk", "-t", "1", "-c", str(CLIENTS), "-d", f"{self.b.seconds}s", "--latency", "-s", script, f"http://127.0.0.1:{self.server.port}"]
        told = tenants.told(rig.run(*argv))
        assert told["refused"] == 0, told
        return told

    def settle(self, among):
        """Until nearly everybody was here eight times: a plan is kept from then on, by each connection for itself."""
        wanted = len(among) * WORKERS * 18  # by chance: of those who come 18 times on average one in 400 comes less than eight
        while wanted > 0:
            wanted -= self.load(among)["total"]

    def latency(self, among, where):
        self.settle(among)
        loads = [self.load(among) for _ in range(self.b.rounds)]
        return {f"p{n} {where}, ms": statistics.median(l[f"p{n}"] for l in loads) for n in (50, 99)}

    def postgres_mb(self):
        """Of its largest connection, what it shares with nobody."""
        sizes = []
        for pid in self.b.postgres.sql("SELECT pid FROM pg_stat_activity WHERE datname = 'costs'").split():
            sizes.append(int(re.search(r"RssAnon:\s+(\d+)", open(f"/proc/{pid}/status").read())[1]))
        return max(sizes) / 1e3


def cost(b):
    """tenant costs: RSS, start and latency with 1, 100 … tenants, and how long one more takes"""
    crowd, rows, first = Crowd(b), [], None
    for count in b.tenants:
        now = {"making one, s": crowd.grow(count), "start, s": min(crowd.restart() for _ in range(b.rounds))}
        now |= crowd.latency(crowd.all[:1], "of one of them")
        now |= crowd.latency(crowd.all, "of all by chance")
        now |= {"RSS, MB": rig.rss_bytes(crowd.server.child_pid()) / 1e6, "largest connection of PostgreSQL, MB": crowd.postgres_mb()}
        first = first or now
        for name, value in now.items():
            rows.append({"name": f"{count} tenants: {name}", "measured": value, "goal": first[name] * 1.2, "floor": first[name] * 2, "better": "lower"})
    return rows


def suspension(b):
    """tenant suspension: how long a suspended tenant is still served by another node, ms"""
    here = tenants.server(b, "suspension")
    there = tenants.node(b, "suspension")
    god = as_god(here.port)
    t = tenants.Tenant(here.port, god, "shut-now", "free")
    tenant = tenants.ask(here.port, "GET", "/tenants", None, god, {})[1]["items"][0]["id"]
    late = []
    for _ in range(SUSPENSIONS):
        for node in (here, there):
            assert tenants.ask(node.port, "GET", t.path, None, t.token, {"x-tenant-id": t.name})[0] == 200
        assert tenants.ask(here.port, "POST", f"/tenants/{tenant}/suspend", {}, god, {})[0] == 200
        answered, still = time.perf_counter(), 0.0
        while tenants.ask(there.port, "GET", t.path, None, t.token, {"x-tenant-id": t.name})[0] == 200:
            still = time.perf_counter() - answered
        late.append(still * 1e3)
        assert tenants.ask(here.port, "GET", t.path, None, t.token, {"x-tenant-id": t.name})[0] == 403
        assert tenants.ask(here.port, "POST", f"/tenants/{tenant}/reactivate", {}, god, {})[0] == 200
        time.sleep(0.01)
    return [{"name": "a suspended tenant, still served by another node, ms (p99)", "measured": revocation.p99(late), "goal": 20, "floor": 100, "better": "lower"}]


ALL = [cost, suspension]
