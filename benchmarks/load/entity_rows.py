"""Measures of entities: lists of the query API, bulk writes, cursors, exports. Like rows.py."""
import http.client, json, os, statistics, subprocess, threading, time, urllib.parse
import rig

ARTICLES = 1_000_000
MANY = 10_000_000
COLUMNS = "id, sku, title, price, stock, category_id, created_at, updated_at, is_active, created_by, updated_by"

ENTITIES = [
    {"table_name": "categories", "columns": [{"name": "name", "type": "text", "notNull": True}]},
    {"table_name": "articles", "bulk_endpoints_enabled": True,
     "columns": [{"name": "sku", "type": "varchar", "length": 40, "notNull": True},
                 {"name": "title", "type": "varchar", "length": 200, "notNull": True},
                 {"name": "price", "type": "numeric", "precision": 12, "scale": 2, "notNull": True},
                 {"name": "stock", "type": "integer", "notNull": True, "default": 0},
                 {"name": "category_id", "type": "uuid", "references": {"table": "categories"}}],
     "indexes": [{"name": "articles_stock_price_idx", "columns": ["stock", "price", "id"]}]},
    {"table_name": "parcels", "bulk_endpoints_enabled": True,
     "columns": [{"name": "sku", "type": "varchar", "length": 40, "notNull": True},
                 {"name": "title", "type": "varchar", "length": 200, "notNull": True},
                 {"name": "price", "type": "numeric", "precision": 12, "scale": 2, "notNull": True},
                 {"name": "stock", "type": "integer", "notNull": True, "default": 0}]},
    {"table_name": "events", "columns": [{"name": "kind", "type": "integer", "notNull": True}]},
]
CLAIMS = ["get.articles", "get.categories", "get.parcels", "bulk.post.parcels", "get.events"]


def query(**parameters):
    return urllib.parse.urlencode({k: v if isinstance(v, (str, int)) else json.dumps(v) for k, v in parameters.items()})


def low(name, measured, floor, goal):
    return {"name": name, "measured": measured, "floor": floor, "goal": goal, "better": "lower"}


def articles(b):
    """The table that all lists are about; filled once."""
    if getattr(b, "articles_filled", False):
        return
    b.articles_filled = True
    b.postgres.sql("insert into main.categories (name) select 'Category ' || i from generate_series(1, 100) i")
    b.postgres.sql("create temporary table c as select row_number() over () - 1 as n, id from main.categories; "
                   f"insert into main.articles (sku, title, price, stock, category_id, created_at) select 'A-' || i, 'Article ' || i, i * 0.25, i % 1000, c.id, now() - {ARTICLES} * interval '1 ms' + i * interval '1 ms' "
                   f"from generate_series(1, {ARTICLES}) i join c on c.n = i % 100")
    b.postgres.sql("vacuum analyze main.articles")


def listing(b, name, path, sql, floor, goal):
    articles(b)
    script = b.auth_lua(name.split()[0] + str(len(path)))
    _, row = b.ratio_row(name, lambda: rig.wrk(b.main.port, path, 64, b.seconds, script),
                         lambda: b.postgres.pgbench(sql, 8, b.seconds), floor, goal)
    return [row]


def list_of_100(b):
    """list of 100 ÷ pgbench of the same query"""
    return listing(b, "list of 100, no total ÷ pgbench", "/articles?count=none&limit=100",
                   f"select {COLUMNS} from main.articles order by created_at desc, id desc limit 101;\n", 0.60, 0.75)


def dear_articles(stock):
    return "/articles?" + query(count="none", filters=[{"field": "stock", "operator": "eq", "value": stock}, {"field": "price", "operator": "gt", "value": 1000}], sort=[{"field": "price"}])


def filtered_list(b):
    """filtered and sorted list of 20 ÷ pgbench on the same SQL"""
    return listing(b, "filtered and sorted list of 20 ÷ pgbench", dear_articles(500),
                   f"select {COLUMNS} from main.articles where stock = 500 and price > 1000 order by price, id limit 21;\n", 0.75, 0.90)


def filtered_lists_apart(b):
    """filtered and sorted list of 20, of 1,000 by chance ÷ pgbench on the same SQL"""
    articles(b)
    paths = ",".join(f'"{dear_articles(stock)}"' for stock in range(1000))
    script = b.auth_lua("apart", f'local paths = {{{paths}}}\nlocal n = 0\nsetup = function(thread) n = n + 1; thread:set("seed", n) end\ninit = function() math.randomseed(seed) end\nrequest = function() return wrk.format("GET", paths[math.random(1000)]) end\n')
    sql = f"\\set stock random(0, 999)\nselect {COLUMNS} from main.articles where stock = :stock and price > 1000 order by price, id limit 21;\n"
    _, row = b.ratio_row("  of 1,000 by chance: hardly any is shared", lambda: rig.wrk(b.main.port, "/", 64, b.seconds, script),
                         lambda: b.postgres.pgbench(sql, 8, b.seconds), 0.75, 0.90)
    return [row]


def list_with(b):
    """list with one `with` level ÷ two pgbench statements"""
    path = "/articles?" + query(count="none", **{"with": ["category"]})
    return listing(b, "list of 20 with its categories ÷ two statements", path,
                   f"select {COLUMNS} from main.articles order by created_at desc, id desc limit 21;\n"
                   "select id, name, created_at, updated_at, is_active, created_by, updated_by from main.categories where id in (select category_id from main.articles order by created_at desc, id desc limit 20);\n",
                   0.70, 0.85)


class Client:
    """One connection that sends prepared bodies."""
    def __init__(self, b):
        self.headers = {"Authorization": f"Bearer {b.token}", "Content-Type": "application/json"}
        self.connection = http.client.HTTPConnection("127.0.0.1", b.main.port)

    def post(self, path, body):
        self.connection.request("POST", path, body, self.headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{path}: {answer.status} {text[:300]}")
        return text


def parcels(count):
    return json.dumps([{"sku": f"B-{i}", "title": f"A new article {i}", "price": 12.5, "stock": i} for i in range(count)]).encode()


def bulk_10k(b):
    """bulk of 10 k rows over HTTP ÷ in-process COPY of the same prepared rows"""
    body, client = parcels(10_000), Client(b)
    def subject():
        b.postgres.sql("truncate main.parcels")
        start, sent = time.perf_counter(), 0
        while time.perf_counter() - start < b.seconds:
            client.post("/parcels/bulk", body)
            sent += 10_000
        return {"rate": sent / (time.perf_counter() - start)}
    def reference():
        b.postgres.sql("truncate main.parcels")
        return float(rig.run(f"{b.build}/bin/bench_copy", b.postgres.dsn, "main.parcels", 10_000, b.seconds))
    _, row = b.ratio_row("bulk of 10 k over HTTP ÷ in-process COPY", subject, reference, 0.70, 0.85)
    return [row]


def bulk_100k(b):
    """bulk of 100 k (10 requests) ÷ psql \\copy with database ids"""
    body, client = parcels(10_000), Client(b)
    lines = f"{b.folder}/parcels.txt"
    with open(lines, "w") as f:
        f.writelines(f"B-{i % 10_000}\tA new article {i % 10_000}\t12.50\t{i % 10_000}\n" for i in range(100_000))
    os.chmod(lines, 0o644)
    def subject():
        b.postgres.sql("truncate main.parcels")
        start = time.perf_counter()
        for _ in range(10):
            client.post("/parcels/bulk", body)
        return {"rate": 100_000 / (time.perf_counter() - start)}
    def reference():
        b.postgres.sql("truncate main.parcels")
        start = time.perf_counter()
        b.postgres.sql(f"\\copy main.parcels (sku, title, price, stock) from '{lines}'")
        return 100_000 / (time.perf_counter() - start)
    _, row = b.ratio_row("bulk of 100 k in 10 requests ÷ psql \\copy", subject, reference, 1.05, 1.40)
    return [row]


def deep_cursor(b):
    """cursor page at depth 1 M ÷ page 1"""
    articles(b)
    path, cursor = "/articles?count=none&limit=1000&fields=" + urllib.parse.quote('["id"]'), None
    for _ in range(ARTICLES // 1000 - 1):
        page = b.main.call("GET", path + (f"&cursor={cursor}" if cursor else ""), token=b.token)
        cursor = page["data"]["meta"]["nextCursor"]
    script = b.auth_lua("cursor")
    _, row = b.ratio_row("cursor page at depth 1 M ÷ page 1", lambda: rig.wrk(b.main.port, f"/articles?count=none&limit=20&cursor={cursor}", 64, b.seconds, script),
                         lambda: rig.wrk(b.main.port, "/articles?count=none&limit=20", 64, b.seconds, script)["rate"], 0.9, 1.0)
    return [row]


def export(b):
    """ndjson export of 1 M rows: rows/s ÷ COPY TO STDOUT, and peak RSS"""
    articles(b)
    pid, peaks = b.main.child_pid(), []
    url = f"http://127.0.0.1:{b.main.port}/articles?format=ndjson"
    def subject():
        done, peak = threading.Event(), [0]
        def watch():
            while not done.wait(0.02):
                peak[0] = max(peak[0], rig.rss_bytes(pid))
        watcher = threading.Thread(target=watch)
        watcher.start()
        start = time.perf_counter()
        rig.run("curl", "-sfo", "/dev/null", "-H", f"Authorization: Bearer {b.token}", url)
        took = time.perf_counter() - start
        done.set(), watcher.join()
        peaks.append(peak[0])
        return {"rate": ARTICLES / took}
    def reference():
        start = time.perf_counter()
        b.postgres.as_user("psql", "-h", b.postgres.data, "-d", "bench", "-Xqc", f"copy (select {COLUMNS} from main.articles order by created_at desc, id desc) to stdout", stdout=subprocess.DEVNULL)
        return ARTICLES / (time.perf_counter() - start)
    _, row = b.ratio_row("ndjson export of 1 M rows ÷ COPY TO STDOUT", subject, reference, 0.20, 0.50)
    return [row, low("  peak RSS meanwhile, MB", max(peaks) / 1e6, 96, 64)]


def count_auto(b):
    """what count=auto adds at 10 M rows, filtered or not"""
    b.postgres.sql(f"insert into main.events (kind) select i % 1000 from generate_series(1, {MANY}) i")
    b.postgres.sql("vacuum analyze main.events")
    client = Client(b)
    def latency(path):
        times = []
        for _ in range(60):
            start = time.perf_counter()
            client.connection.request("GET", path, headers=client.headers)
            answer = client.connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{path}: {answer.status}")
            times.append((time.perf_counter() - start) * 1000)
        return statistics.median(times)
    rows = []
    for name, more in (("unfiltered", {}), ("filtered", {"filters": [{"field": "kind", "operator": "ne", "value": 7}]})):
        added = [latency("/events?" + query(count="auto", **more)) - latency("/events?" + query(count="none", **more)) for _ in range(b.rounds)]
        rows.append(low(f"count=auto adds at 10 M rows, {name}, ms", statistics.median(added), 20, 10))
    return rows


ALL = [list_of_100, filtered_list, filtered_lists_apart, list_with, bulk_10k, bulk_100k, deep_cursor, export, count_auto]
