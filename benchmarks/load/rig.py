"""The servers of one benchmark run: a private PostgreSQL, nginx, nucleusd; and how load is put on them."""
import json, os, pwd, re, shutil, signal, socket, subprocess, tempfile, time, urllib.request


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def run(*argv, **more):
    done = subprocess.run([str(a) for a in argv], capture_output=True, text=True, **more)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, argv))}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def cpu_seconds(pid):
    """User and system time of a process and its children that are alive."""
    total, todo = 0, [pid]
    while todo:
        p = todo.pop()
        try:
            fields = open(f"/proc/{p}/stat").read().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
            for t in os.listdir(f"/proc/{p}/task"):
                todo += map(int, open(f"/proc/{p}/task/{t}/children").read().split())
        except FileNotFoundError:
            pass
    return total / os.sysconf("SC_CLK_TCK")


def rss_bytes(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", open(f"/proc/{pid}/status").read())[1]) * 1024


class Postgres:
    """A cluster of its own on a Unix socket, with PostgreSQL's default durability."""
    def __init__(self, folder):
        versions = sorted(os.listdir("/usr/lib/postgresql"), key=int)
        self.bin = f"/usr/lib/postgresql/{versions[-1]}/bin"
        self.folder, self.data = folder, f"{folder}/pg"
        self.user = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
        os.mkdir(self.data, 0o700)
        os.chmod(folder, 0o755)
        if os.getuid() == 0:
            shutil.chown(self.data, "postgres")
        self.as_user("initdb", "-D", self.data, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        with open(f"{self.data}/postgresql.conf", "a") as conf:
            conf.write(f"listen_addresses=''\nunix_socket_directories='{self.data}'\nmax_connections=200\nshared_buffers='256MB'\n")
        self.as_user("pg_ctl", "-D", self.data, "-l", f"{self.data}/log", "-w", "start", stdout=subprocess.DEVNULL)
        self.as_user("createdb", "-h", self.data, "bench")
        self.dsn = f"host={self.data} dbname=bench user={self.user}"

    def as_user(self, tool, *args, **more):
        argv = [f"{self.bin}/{tool}", *args]
        if os.getuid() == 0:
            argv = ["runuser", "-u", "postgres", "--", *argv]
        if "stdout" in more:
            subprocess.run(argv, check=True, **more)
            return ""
        return run(*argv)

    def sql(self, text):
        return self.as_user("psql", "-h", self.data, "-d", "bench", "-XAtqc", text).strip()

    def pgbench(self, script, clients, seconds, **values):
        """Transactions per second of one prepared script; `values` are bound to its :names."""
        name = f"{self.folder}/{abs(hash(script))}.sql"
        with open(name, "w") as f:
            f.write(script)
        os.chmod(name, 0o644)
        out = self.as_user("pgbench", "-h", self.data, "-n", "-M", "prepared", "-c", str(clients), "-j", "2", "-T", str(seconds),
                           *(f"-D{k}={v}" for k, v in values.items()), "-f", name, "bench")
        return float(re.search(r"tps = ([\d.]+)", out)[1])

    def stop(self):
        self.as_user("pg_ctl", "-D", self.data, "-m", "immediate", "stop", stdout=subprocess.DEVNULL)


class Nginx:
    """`return 200` with the same body as GET /bare."""
    def __init__(self, folder, body, workers):
        self.port = free_port()
        conf = f"{folder}/nginx-{workers}.conf"
        affinity = "worker_cpu_affinity 01;" if workers == 1 else ""
        with open(conf, "w") as f:
            f.write(f"daemon off; master_process on; worker_processes {workers}; {affinity} pid {folder}/nginx-{workers}.pid; error_log {folder}/nginx.log;\n"
                    f"events {{ worker_connections 4096; }}\nhttp {{ access_log off; keepalive_requests 100000000; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;\n"
                    f"server {{ listen 127.0.0.1:{self.port}; default_type application/json; location / {{ return 200 '{body}'; }} }} }}\n")
        binary = shutil.which("nginx") or "/usr/sbin/nginx"
        self.process = subprocess.Popen([binary, "-c", conf, "-p", folder], stderr=subprocess.DEVNULL)
        wait_for(self.port)

    def worker_pid(self):
        return int(open(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read().split()[0])

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Nucleusd:
    def __init__(self, build, folder, config, environment, pin=None):
        self.port = config["server"]["port"] = free_port()
        name = f"{folder}/nucleusd-{self.port}.json"
        with open(name, "w") as f:
            json.dump(config, f)
        self.log = open(f"{folder}/nucleusd-{self.port}.log", "w")
        self.argv = [*([] if pin is None else ["taskset", "-c", str(pin)]), f"{build}/bin/nucleusd", "--config", name]
        self.environment = {**os.environ, **environment}
        self.start()

    def start(self):
        self.process = subprocess.Popen(self.argv, env=self.environment, stderr=self.log)
        wait_for(self.port, "/readyz")

    def child_pid(self):
        """The serving child of the parent."""
        for pid in open(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read().split():
            if "nucleusd" in os.readlink(f"/proc/{pid}/exe"):
                return int(pid)
        raise RuntimeError("nucleusd has no serving child")

    def call(self, method, path, body=None, token=None):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", method=method,
                                         data=None if body is None else json.dumps(body).encode())
        if body is not None:
            request.add_header("Content-Type", "application/json")
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


def wait_for(port, path=None, seconds=60):
    until = time.time() + seconds
    while time.time() < until:
        try:
            if path is None:
                socket.create_connection(("127.0.0.1", port)).close()
            else:
                urllib.request.urlopen(f"http://127.0.0.1:{port}{path}").close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"nothing answers on port {port}")


def wrk(port, path, clients, seconds, script=None, threads=2):
    """Requests per second, p99 in ms, and how many answers were not 2xx."""
    argv = ["wrk", "-t", str(min(threads, clients)), "-c", str(clients), "-d", f"{seconds}s", "--latency"]
    if script:
        argv += ["-s", script]
    out = run(*argv, f"http://127.0.0.1:{port}{path}")
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])
    total = int(re.search(r"(\d+) requests in", out)[1])
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)\b", out).groups()
    p99 = float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit]
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    if bad:
        raise RuntimeError(f"{bad[1]} of {total} answers of {path} were failures")
    return {"rate": rate, "p99": p99, "total": total}


def lua(folder, name, text):
    path = f"{folder}/{name}.lua"
    with open(path, "w") as f:
        f.write(text)
    return path


def folder():
    return tempfile.mkdtemp(prefix="nucleus-bench-", dir="/tmp")
