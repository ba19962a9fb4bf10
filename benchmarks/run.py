#!/usr/bin/env python3
"""./dev bench: nucleusd against nginx, pgbench, argon2 and nlohmann-json, side by side in one run.

Subject and reference alternate, round by round; a row is the median of the rounds' ratios. Rows whose
reference wandered by more than 15 % between rounds are marked: run again on a quieter machine.
"""
import argparse, json, os, shutil, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "load"))
import rows as measures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default="build/dev", help="build folder (build/dev)")
    parser.add_argument("--json", metavar="FILE", help="also write the rows as JSON")
    parser.add_argument("--only", metavar="TEXT", help="only measures whose name contains TEXT")
    parser.add_argument("--seconds", type=int, default=3, help="length of one load (3)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each pair (5)")
    parser.add_argument("--tenants", type=int, nargs="+", default=[1, 100], metavar="N", help="how many tenants their costs are measured with (1 100)")
    options = parser.parse_args()
    bench = measures.Bench(os.path.abspath(options.build), options.seconds, options.rounds, sorted(options.tenants))
    found = []
    try:
        bench.start()
        for measure in measures.ALL:
            if options.only and options.only not in f"{measure.__name__} {measure.__doc__}":
                continue
            print(f"… {measure.__doc__.splitlines()[0]}", file=sys.stderr, flush=True)
            found += measure(bench)
    finally:
        bench.stop()
    width = max((len(r["name"]) for r in found), default=4)
    print(f"{'':{width}}     goal    floor   measured")
    for r in found:
        met = r["measured"] >= r["floor"] if r["better"] == "higher" else r["measured"] <= r["floor"]
        reached = r["measured"] >= r["goal"] if r["better"] == "higher" else r["measured"] <= r["goal"]
        mark = "goal" if reached else "floor" if met else "BELOW FLOOR"
        noise = f"  (reference wandered {r['wander']:.0%})" if r.get("wander", 0) > 0.15 else ""
        print(f"{r['name']:{width}} {r['goal']:8.2f} {r['floor']:8.2f} {r['measured']:10.3f}  {mark}{noise}")
    if options.json:
        with open(options.json, "w") as f:
            json.dump(found, f, indent=1)


if __name__ == "__main__":
    main()
