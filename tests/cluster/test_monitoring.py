# SPDX-License-Identifier: GPL-3.0-or-later
"""The alert rules and the dashboard that are shipped, by Debian's promtool and against the metrics of a node that has a broker."""
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

from nodes import Redis, found, needs, node

from wire import TIMEOUT, eventually, http, publish

HERE = os.path.dirname(os.path.abspath(__file__))
SHIPPED = os.path.join(HERE, "..", "..", "resources", "config", "monitoring")
PROMTOOL = found("promtool")
NAME = re.compile(r"\b(?:wavetape|process)_[a-z0-9_]+")


def read(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read()


def promtool(*arguments, **options):
    return subprocess.run([PROMTOOL, *arguments], capture_output=True, text=True, timeout=TIMEOUT + 30, check=False, **options)


def expressions(dashboard):
    for panel in dashboard["panels"]:
        for target in panel.get("targets", []):
            yield panel["title"], target["expr"]


@needs("promtool")
class Shipped(unittest.TestCase):
    def test_the_alerts_rise_for_what_they_are_about(self):
        with tempfile.TemporaryDirectory(prefix="wavetape-alerts-") as folder:
            for name in (os.path.join(SHIPPED, "alerts.yml"), os.path.join(HERE, "monitoring", "alerts-test.yml")):
                shutil.copy(name, folder)
            checked = promtool("check", "rules", "alerts.yml", cwd=folder)
            self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)
            tested = promtool("test", "rules", "alerts-test.yml", cwd=folder)
            self.assertEqual(tested.returncode, 0, tested.stdout + tested.stderr)

    def test_each_expression_of_the_dashboard_is_one(self):
        dashboard = json.loads(read(SHIPPED, "grafana.json"))
        ids = [panel["id"] for panel in dashboard["panels"]]
        self.assertEqual(len(ids), len(set(ids)))
        rules = []
        for _, expression in expressions(dashboard):
            expression = expression.replace("$__rate_interval", "1m").replace("$job", "wavetape").replace("$instance", ".*")
            self.assertNotIn("$", expression)
            rules.append({"record": "a:b", "expr": expression})
        with tempfile.NamedTemporaryFile("w", suffix=".yml", encoding="utf-8") as file:
            for index, rule in enumerate(rules):
                rule["record"] = f"panel:{index}"
            json.dump({"groups": [{"name": "dashboard", "rules": rules}]}, file)
            file.flush()
            checked = promtool("check", "rules", file.name)
            self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)

    @needs("redis-server")
    def test_a_node_has_what_they_ask_for(self):
        redis = Redis()
        self.addCleanup(redis.stop)
        with node(redis, "a", feed="calm") as server:
            publish(server, "chat.a", 1)
            eventually(lambda: 'wavetape_cluster_feed_role{role="leader"} 1' in http(server, "GET", "/metrics").text)
            text = http(server, "GET", "/metrics").text
        checked = promtool("check", "metrics", input=text)
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)
        told = set(NAME.findall(text))
        for name in ("alerts.yml", "grafana.json"):
            asked = set(NAME.findall(read(SHIPPED, name)))
            self.assertEqual(asked - told, set(), name)


if __name__ == "__main__":
    unittest.main()
