# SPDX-License-Identifier: GPL-3.0-or-later
"""Same seed, same bytes: a simulated hour built by g++ -O0, g++ -O2 and clang++ -O2 is one market."""
import os
import shutil
import subprocess
import sys
import tempfile

MODEL = ("FactorModel JumpProcess LogVolatility MarketProfile MarketSession MarketSimulator OrderBook OrderSizes RandomStream "
         "SymbolMarket SymbolTable TradingStatus").split()


def main():
    server, here = sys.argv[1], os.path.dirname(os.path.abspath(__file__))
    sources = [f"{server}/feeds/market/{name}.cpp" for name in MODEL] + [f"{here}/MarketPrint.cpp"]
    missing = [path for path in sources if not os.path.exists(path)]
    assert not missing, missing
    clang = shutil.which("clang++-14") or shutil.which("clang++")
    builds = [("g++", "-O0"), ("g++", "-O2")] + ([(clang, "-O2")] if clang else [])
    printed = {}
    with tempfile.TemporaryDirectory() as folder:
        for number, (compiler, level) in enumerate(builds):
            program = f"{folder}/{number}"
            subprocess.run([compiler, "-std=c++20", level, "-ffp-contract=off", f"-I{server}", *sources, "-o", program], check=True)
            printed[f"{os.path.basename(compiler)} {level}"] = subprocess.run([program], check=True, capture_output=True, text=True).stdout
    for build, text in printed.items():
        print(build, text, end="")
    assert len(set(printed.values())) == 1, "the builds simulate different markets"
    assert int(next(iter(printed.values())).split()[1]) > 20_000
    if not clang:
        print("no clang++ here: not compared")


if __name__ == "__main__":
    main()
