"""The measures of ./dev bench: one function each, returning rows {name, measured, floor, goal, better}."""
import json, os, resource, shutil, socket, statistics, subprocess, time
import entity_rows, enumeration, revocation, rig, tenant_costs, tenants

PASSWORD = "Correct-Horse-9"
PRODUCTS = 100_000


def config(**server):
    """A small shop on the bench database; budgets high enough not to refuse the load."""
    lots = {"window": "60s", "max": 2_000_000_000}
    return {
        "appId": "bench", "mode": "development",
        "server": {"host": "127.0.0.1", "threads": 2, "maxConnections": 20000, **server},
        "database": {"url": "BENCH_DATABASE_URL"},
        "logging": {"level": "warn", "format": "json"},
        "rateLimit": {"publicRoutes": lots, "privateRoutes": lots, "authRoutes": lots},
        "authentication": {"enabled": True, "defaultRole": "clerk", "sessions": {"maxPerUser": 100000},
                           "accessToken": {"expiresIn": "12h"}},
        "authorization": {"seed": {
            "roles": [{"name": "clerk"}],
            "roleClaimAssignments": [{"role": "clerk", "claims": ["get.products", "post.products", *entity_rows.CLAIMS]}]}},
        "entities": [{
            "table_name": "products", "add_base_columns": True,
            "columns": [{"name": "sku", "type": "varchar", "length": 40, "notNull": True},
                        {"name": "title", "type": "varchar", "length": 200, "notNull": True},
                        {"name": "price", "type": "numeric", "precision": 12, "scale": 2, "notNull": True},
                        {"name": "stock", "type": "integer", "notNull": True, "default": 0}],
            "indexes": [{"name": "products_created_at_id", "columns": ["created_at", "id"]}]}, *entity_rows.ENTITIES],
    }


class Bench:
    def __init__(self, build, seconds, rounds, tenants=(1, 100)):
        self.build, self.seconds, self.rounds, self.tenants = build, seconds, rounds, tenants
        self.folder = rig.folder()
        self.servers, self.postgres = [], None

    def start(self):
        self.postgres = rig.Postgres(self.folder)
        self.main = self.serve()
        self.bare_body = rig.urllib.request.urlopen(f"http://127.0.0.1:{self.main.port}/bare").read().decode()
        self.token = self.sign_up("reader@example.com")
        self.fill()

    def serve(self, pin=None, **server):
        settings = config(**server)
        settings["plugins"] = {"load": ["auth", "crud", f"{self.build}/bench/bare.so"]}
        self.servers.append(rig.Nucleusd(self.build, self.folder, settings, {"BENCH_DATABASE_URL": self.postgres.dsn}, pin))
        return self.servers[-1]

    def nginx(self, workers=2):
        self.servers.append(rig.Nginx(self.folder, self.bare_body, workers))
        return self.servers[-1]

    def key(self):
        return self.main.call("POST", "/auth/api-keys", {"name": "bench", "allowedClaims": ["*"]}, self.token)["data"]["key"]

    def sign_up(self, email):
        self.main.call("POST", "/auth/register", {"email": email, "password": PASSWORD})
        signed_in = self.main.call("POST", "/auth/login", {"email": email, "password": PASSWORD, "tokenDelivery": "body"})
        return signed_in["data"]["accessToken"]

    def fill(self):
        self.postgres.sql(f"insert into main.products (sku, title, price, stock) select 'A-' || i, 'Product ' || i, i * 0.25, i % 50 from generate_series(1, {PRODUCTS}) i")
        self.postgres.sql("vacuum analyze main.products") # alone: it cannot run in a transaction
        self.ids = self.postgres.sql("select id from main.products order by id limit 1000").split("\n")

    def auth_lua(self, name, more=""):
        return rig.lua(self.folder, name, f'wrk.headers["Authorization"] = "Bearer {self.token}"\n{more}')

    def pairs(self, subject, reference):
        """Alternating rounds: the subjects' results, the references' rates, the median ratio, the wander."""
        subjects, references = [], []
        for _ in range(self.rounds):
            references.append(reference())
            subjects.append(subject())
        wander = (max(references) - min(references)) / statistics.median(references)
        return subjects, references, wander

    def ratio_row(self, name, subject, reference, floor, goal):
        subjects, references, wander = self.pairs(subject, reference)
        measured = statistics.median(s["rate"] / r for s, r in zip(subjects, references))
        return subjects, {"name": name, "measured": measured, "floor": floor, "goal": goal, "better": "higher", "wander": wander,
                          "rate": statistics.median(s["rate"] for s in subjects), "reference": statistics.median(references)}

    def stop(self):
        for server in self.servers:
            server.stop()
        if self.postgres:
            self.postgres.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def low(name, measured, floor, goal):
    return {"name": name, "measured": measured, "floor": floor, "goal": goal, "better": "lower"}


def bare_route(b):
    """bare JSON route ÷ nginx `return 200`, 2 workers, 256 clients"""
    nginx = b.nginx()
    _, row = b.ratio_row("bare JSON route ÷ nginx return 200", lambda: rig.wrk(b.main.port, "/bare", 256, b.seconds),
                         lambda: rig.wrk(nginx.port, "/", 256, b.seconds)["rate"], 0.80, 0.95)
    return [row]


def bare_cpu(b):
    """CPU per request ÷ nginx, one pinned thread"""
    ours, nginx = b.serve(pin=0, threads=1), b.nginx(workers=1)
    def cost(port, pid):
        before = rig.cpu_seconds(pid)
        total = rig.wrk(port, "/bare", 64, b.seconds, threads=1)["total"]
        return (rig.cpu_seconds(pid) - before) / total * 1e6
    ratios = []
    for _ in range(b.rounds):
        theirs = cost(nginx.port, nginx.worker_pid())
        ratios.append(cost(ours.port, ours.child_pid()) / theirs)
    return [low("its CPU per request ÷ nginx, one pinned thread", statistics.median(ratios), 1.30, 1.10)]


def bare_pipelined(b):
    """16-deep pipelined ÷ nginx"""
    nginx = b.nginx()
    deep = lambda path: rig.lua(b.folder, f"deep{path.strip('/')}", 'init = function(args)\n local r = {}\n for i = 1, 16 do r[i] = wrk.format("GET", "%s") end\n all = table.concat(r)\nend\nrequest = function() return all end\n' % path)
    _, row = b.ratio_row("16-deep pipelined ÷ nginx", lambda: rig.wrk(b.main.port, "/bare", 64, b.seconds, deep("/bare")),
                         lambda: rig.wrk(nginx.port, "/", 64, b.seconds, deep("/"))["rate"], 2, 3)
    return [row]


def get_by_id(b):
    """GET by id, signed in, claim-checked ÷ pgbench -M prepared -c8"""
    ids = ",".join(f'"{i}"' for i in b.ids)
    script = b.auth_lua("byid", f'local ids = {{{ids}}}\nlocal n = 0\nrequest = function() n = n % #ids + 1; return wrk.format("GET", "/products/" .. ids[n]) end\n')
    columns = "id, sku, title, price, stock, created_at, updated_at, is_active, created_by, updated_by, xmin"
    query = f"select {columns} from main.products where id = :id;\n"
    one = b.ids[len(b.ids) // 2]
    subjects, row = b.ratio_row("GET by id, signed in ÷ pgbench -c8", lambda: rig.wrk(b.main.port, "/", 64, b.seconds, script),
                                lambda: b.postgres.pgbench(query, 8, b.seconds, id=one), 0.95, 1.15)
    return [row, low("  its p99, ms (64 clients)", statistics.median(s["p99"] for s in subjects), 4, 2)]


def list_of_20(b):
    """list of 20, no total ÷ pgbench of the same query"""
    script = b.auth_lua("list20")
    columns = "id, sku, title, price, stock, created_at, updated_at, is_active, created_by, updated_by"
    query = f"select {columns} from main.products order by created_at desc, id desc limit 21;\n"
    subjects, row = b.ratio_row("list of 20, no total ÷ pgbench", lambda: rig.wrk(b.main.port, "/products?count=none", 64, b.seconds, script),
                                lambda: b.postgres.pgbench(query, 8, b.seconds), 0.75, 0.90)
    return [row]


def me(b):
    """GET /auth/me ÷ own bare route"""
    script = b.auth_lua("me")
    _, row = b.ratio_row("GET /auth/me ÷ own bare route", lambda: rig.wrk(b.main.port, "/auth/me", 64, b.seconds, script),
                         lambda: rig.wrk(b.main.port, "/bare", 64, b.seconds)["rate"], 0.60, 0.72)
    return [row]


def me_by_key(b):
    """GET /auth/me by API key ÷ own bare route"""
    script = rig.lua(b.folder, "mekey", f'wrk.headers["X-Api-Key"] = "{b.key()}"\n')
    _, row = b.ratio_row("GET /auth/me by API key ÷ own bare route", lambda: rig.wrk(b.main.port, "/auth/me", 64, b.seconds, script),
                         lambda: rig.wrk(b.main.port, "/bare", 64, b.seconds)["rate"], 0.55, 0.70)
    return [row]


def authorized_list(b):
    """authorized list of 20 ÷ own bare route"""
    script = b.auth_lua("authlist")
    _, row = b.ratio_row("authorized list of 20 ÷ own bare route", lambda: rig.wrk(b.main.port, "/products?count=none", 64, b.seconds, script),
                         lambda: rig.wrk(b.main.port, "/bare", 64, b.seconds)["rate"], 0.05, 0.10)
    return [row]


def create(b):
    """single create ÷ pgbench insert -c16"""
    script = b.auth_lua("create", 'wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\nwrk.body = \'{"sku":"B-1","title":"A new product","price":12.5,"stock":3}\'\n')
    query = "insert into main.products (id, created_by, updated_by, sku, title, price, stock) values (gen_random_uuid(), :who, :who, :sku, :title, :price, :stock) returning xmin, id, sku, title, price, stock, created_at, updated_at, is_active, created_by, updated_by;\n"
    values = {"who": b.ids[0], "sku": "B-1", "title": "A new product", "price": 12.5, "stock": 3}
    _, row = b.ratio_row("single create ÷ pgbench insert -c16", lambda: rig.wrk(b.main.port, "/products", 64, b.seconds, script),
                         lambda: b.postgres.pgbench(query, 16, b.seconds, **values), 0.70, 0.82)
    return [row]


def logins(b):
    """logins ÷ raw argon2id on the same threads; p99 of /auth/me meanwhile"""
    body = json.dumps({"email": "reader@example.com", "password": PASSWORD, "tokenDelivery": "body"}).replace("'", "")
    script = rig.lua(b.folder, "login", f"wrk.method = \"POST\"\nwrk.headers[\"Content-Type\"] = \"application/json\"\nwrk.body = '{body}'\n")
    p99s = []
    def subject():
        probe = subprocess.Popen([f"{b.build}/bin/bench_probe", str(b.main.port), "/auth/me", b.token, str(b.seconds - 0.5), "2"], stdout=subprocess.PIPE, text=True)
        result = rig.wrk(b.main.port, "/auth/login", 8, b.seconds, script, threads=1)
        p99s.append(float(probe.communicate()[0].split()[1]))
        return result
    reference = lambda: float(rig.run(f"{b.build}/bin/bench_argon2", 2, b.seconds, 19456, 2))
    _, row = b.ratio_row("logins ÷ raw argon2id, same threads", subject, reference, 0.78, 0.85)
    return [row, low("  p99 of /auth/me meanwhile, ms", statistics.median(p99s), 2, 0.5)]


def memory(b):
    """RSS after a 256-client read load; per idle keep-alive connection (10,000)"""
    fresh = b.serve()
    rig.wrk(fresh.port, "/bare", 256, b.seconds)
    pid = fresh.child_pid()
    loaded = rig.rss_bytes(pid)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 20000), hard))
    count = min(10_000, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - 200)
    before, open_ones = rig.rss_bytes(pid), []
    for _ in range(count):
        s = socket.create_connection(("127.0.0.1", fresh.port))
        s.sendall(b"GET /bare HTTP/1.1\r\nHost: localhost\r\n\r\n")
        s.recv(4096)
        open_ones.append(s)
    time.sleep(1)
    each = (rig.rss_bytes(pid) - before) / count
    for s in open_ones:
        s.close()
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return [low("RSS after a 256-client read load, MB", loaded / 1e6, 64, 32),
            low(f"  kB per idle connection ({count})", each / 1e3, 10, 4)]


def json_bodies(b):
    """body of 300 B / 1 MB to typed struct ÷ nlohmann-json"""
    small, large = (line.split() for line in rig.run(f"{b.build}/bin/bench_json").splitlines())
    return [{"name": f"JSON body of {small[0]} B ÷ nlohmann-json", "measured": float(small[1]), "floor": 6, "goal": 10, "better": "higher"},
            {"name": f"JSON body of {int(large[0]) / 1e6:.1f} MB ÷ nlohmann-json", "measured": float(large[1]), "floor": 8, "goal": 12, "better": "higher"}]


ALL = [bare_route, bare_cpu, bare_pipelined, get_by_id, list_of_20, me, me_by_key, authorized_list, create, logins, memory, json_bodies, *entity_rows.ALL, *enumeration.ALL, *revocation.ALL, *tenants.ALL, *tenant_costs.ALL]
