# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures a dump of `wavetape-server market-report --dump` independently and compares with the report, within 5 %.

usage: market_facts.py WAVETAPE-SERVER [HOURS] | market_facts.py --dump FILE REPORT.json
"""
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict


def acf(xs, lag):
    mean = statistics.fmean(xs)
    centred = [x - mean for x in xs]
    return sum(a * b for a, b in zip(centred, centred[lag:])) / sum(x * x for x in centred)


def corr(a, b):
    ma, mb = statistics.fmean(a), statistics.fmean(b)
    ab = sum((x - ma) * (y - mb) for x, y in zip(a, b))
    return ab / math.sqrt(sum((x - ma) ** 2 for x in a) * sum((y - mb) ** 2 for y in b))


def returns(prices, step):
    ends = prices[step - 1::step] if step == 60 else prices[::step]
    return [math.log(b / a) for a, b in zip(ends, ends[1:])]


def hill(xs, share):
    top = sorted(map(abs, xs), reverse=True)
    k = int(len(top) * share)
    return k / sum(math.log(x / top[k]) for x in top[:k])


def measure(path):
    trades = defaultdict(list)
    with open(path) as file:
        for line in file:
            kind, symbol, ms, price, size, sign, bid, ask = line.rstrip().split(",")
            trades[int(symbol)].append((int(ms), int(price), int(size), int(sign)))
    end = max(rows[-1][0] for rows in trades.values()) // 1000 + 1
    facts = defaultdict(list)
    count = 0
    for rows in trades.values():
        count += len(rows)
        closes, volumes, last, at = [], [0] * (end // 60 + 1), rows[0][1], 0
        for second in range(1, end + 1):
            while at < len(rows) and rows[at][0] < second * 1000:
                last = rows[at][1]
                volumes[rows[at][0] // 60000] += rows[at][2]
                at += 1
            closes.append(last)
        minutes = closes[59::60]
        one = [math.log(b / a) for a, b in zip(minutes, minutes[1:])]
        five = [math.log(b / a) for a, b in zip(minutes[::5], minutes[5::5])]
        sizes = [abs(r) for r in one]
        facts["volatility"].append(statistics.pstdev(one) * math.sqrt(252 * 390) * 100)
        if len(one) * 0.02 >= 5:  # of fewer the report says nothing: 5 hours are needed
            facts["hill.1m"].append(hill(one, 0.02))
        facts["clustering.1"].append(acf(sizes, 1))
        facts["acf.1s"].append(acf(returns(closes, 1), 1))
        traded = [sum(volumes[i:i + 5]) for i in range(1, len(minutes) - 4, 5)]
        both = min(len(traded), len(five))
        facts["volume.moves"].append(corr([abs(r) for r in five[:both]], traded[:both]))
        signs = [row[3] for row in rows[:300_000]]
        for lag in (1, 10, 50):
            facts[f"sign.acf{lag}"].append(acf(signs, lag))
        shares = [row[2] for row in rows[:300_000]]
        facts["size.round"].append(sum(s % 100 == 0 for s in shares) / len(shares))
        facts["size.hill"].append(hill(shares, 0.02))
    result = {key: statistics.median(values) for key, values in facts.items()}
    result["trades.perSecond"] = count / len(trades) / end
    return result


def compare(facts, report):
    rows = {row["id"]: row["values"][0] for row in report["rows"]}
    wrong = []
    for key, mine in facts.items():
        theirs = rows[key]
        # Of what is near 0, a hundredth is as good as 5 %.
        good = abs(mine - theirs) <= max(0.05 * abs(theirs), 0.01)
        print(f"{'same' if good else 'OTHER'}  {key:18} {mine:10.4f} {theirs:10.4f}")
        wrong += [] if good else [key]
    assert not wrong, wrong


def main():
    if sys.argv[1] == "--dump":
        with open(sys.argv[3]) as file:
            return compare(measure(sys.argv[2]), json.load(file))
    with tempfile.TemporaryDirectory() as folder:
        dump = os.path.join(folder, "dump.csv")
        hours = sys.argv[2] if len(sys.argv) > 2 else "2"
        done = subprocess.run([sys.argv[1], "market-report", "--seeds", "1", "--hours", hours, "--json", "--dump", dump],
                              capture_output=True, text=True)
        assert done.returncode in (0, 1), done.stderr
        compare(measure(dump), json.loads(done.stdout))


if __name__ == "__main__":
    main()
