#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check.py --program SERVER [--feed-shim LIBRARY] [--jobs N] [--off-only] [NAME…]: switches every defence off, one at a time, and runs the
test that should notice. A test must pass with all defences on and fail with its own off; ends with 1 where one does not, or where a
defence of server/defence/Defence.h has no test here. --off-only leaves out the first half, where the suite has just run these tests."""
import argparse
import concurrent.futures
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "../..")
PATIENCE = 120
TESTS = {
    "host-allowlist": "security test_attacks.WebPage.test_dns_rebinding",
    "one-host": "security test_attacks.WebPage.test_a_host_that_is_missing_or_doubled",
    "origin-policy": "security test_attacks.WebPage.test_cross_site_websocket",
    "fetch-site": "security test_attacks.WebPage.test_data_is_not_for_other_sites",
    "json-content-type": "security test_attacks.WebPage.test_a_foreign_page_cannot_post",
    "content-security-policy": "security test_attacks.WebPage.test_the_page_is_locked_down",
    "nosniff": "security test_attacks.WebPage.test_the_page_is_locked_down",
    "request-deadline": "security test_attacks.Slow.test_a_dribbled_request_has_its_deadline",
    "tls-deadline": "security test_attacks.Slow.test_a_silent_tls_handshake_has_its_deadline",
    "tls-strength": "security test_attacks.Slow.test_old_versions_and_weak_ciphers_get_no_handshake",
    "close-deadline": "security test_attacks.Slow.test_a_close_that_is_never_answered",
    "address-connections": "integration test_limits.Addresses.test_connections_per_address",
    "address-handshakes": "integration test_limits.Addresses.test_handshake_rate",
    "foreign-handshakes": "integration test_http.Admission.test_a_foreign_page_does_not_lock_others_out",
    "unfinished-handshakes": "integration test_limits.Addresses.test_unfinished_handshakes",
    "header-size": "integration test_endpoints.Endpoints.test_header_block_too_large",
    "body-size": "integration test_endpoints.Endpoints.test_a_large_body_is_refused",
    "tokens-required": "integration test_tokens.Carriers.test_nothing_without_one",
    "token-check": "integration test_tokens.Carriers.test_a_bad_token_is_401_in_every_carrier_and_102_in_a_message",
    "tokens-once": "integration test_tokens.Once.test_a_token_is_taken_once",
    "login-limit": "integration test_tokens.Logins.test_attempts_are_limited",
    "session-check": "integration test_tokens.ShortSessions.test_a_session_ends_by_itself",
    "rights-subscribe": "integration test_tokens.Rights.test_subscribe_and_publish_by_pattern",
    "rights-publish": "integration test_tokens.Rights.test_the_same_by_http",
    "rights-admin": "security test_attacks.Rights.test_nothing_of_the_administrators_without_the_token",
    "rights-metrics": "integration test_tokens.Rights.test_metrics_and_the_payload_endpoints_by_right",
    "access-ends": "integration test_tokens.Ends.test_expiry_ends_live_connections",
    "auth-deadline": "integration test_tokens.Deadline.test_who_does_not_say_is_closed",
    "redaction": "security test_attacks.Secrets.test_a_token_is_shown_nowhere",
    "message-size": "integration test_limits.Frames.test_sizes",
    "fragments": "integration test_limits.Frames.test_fragments",
    "masking": "integration test_limits.Frames.test_framing_errors",
    "reserved-bits": "integration test_limits.Frames.test_framing_errors",
    "text-encoding": "integration test_limits.Frames.test_bad_text",
    "message-rate": "integration test_commands.TooManyErrors.test_too_fast",
    "document-rate": "integration test_dialects.YjsRates.test_messages_and_bytes",
    "post-rate": "integration test_limits.Posting.test_its_rate_is_limited",
    "error-budget": "integration test_commands.TooManyErrors.test_ten_errors_end_it",
    "json-depth": "integration test_commands.Errors.test_bad_requests",
    "duplicate-members": "integration test_commands.Errors.test_bad_requests",
    "server-owned-channels": "security test_attacks.Rights.test_nothing_of_the_administrators_without_the_token",
    "subscription-count": "integration test_commands.Subscribing.test_128_subscriptions",
    "created-channels": "integration test_commands.Publishing.test_a_connection_may_make_32_channels",
    "address-channels": "integration test_shares.Made.test_an_address_may_make_256_in_five_minutes",
    "address-requests": "integration test_polls.Limits.test_requests_of_an_address",
    "held-polls": "integration test_polls.Limits.test_held_polls_of_an_address",
    "channel-list": "integration test_commands.Errors.test_bad_requests",
    "rate-range": "integration test_commands.Errors.test_bad_requests",
    "message-share": "integration test_shares.Shares.test_messages",
    "join-share": "integration test_shares.Shares.test_joins_and_leaves",
    "replay-share": "integration test_shares.Shares.test_replays",
    "row-share": "integration test_shares.Shares.test_rows",
    "byte-share": "integration test_shares.Shares.test_inflated_bytes",
    "compress-share": "integration test_shares.Shares.test_compressed_bytes",
    "crowd-share": "integration test_shares.Shares.test_a_crowd_has_smaller_ones",
    "one-pong": "integration test_limits.Frames.test_one_pong_waits_at_most",
    "heartbeat": "integration test_limits.Deadlines.test_heartbeat",
    "no-progress": "integration test_recovery.SlowReaders.test_a_reader_that_stands_still_is_closed",
    "hard-mark": "security test_ceiling.HardMark.test_a_queue_beyond_it_ends_the_connection",
    "ceiling": "security test_ceiling.Ceiling.test_memory_stays_below_it",
    "inbox-bound": "security test_ceiling.Inbox.test_it_is_bounded_and_nothing_is_lost_silently",
    "descriptor-rest": "survival test_survival.Failure08DescriptorsExhausted",
    "feed-watch": "survival test_survival.Failure15FeedHangs.test_the_others_run_and_so_does_it_again",
    "fault-bytes": "integration test_faults.Bounds.test_all_of_them_hold_back_an_eighth_of_what_the_server_may_hold",
    "fault-messages": "integration test_fault_port.Bounds.test_messages_that_others_overtake_are_few",
    "fault-port": "integration test_fault_port.Pages.test_no_page_and_no_browser_may_ask",
    "log-escapes": "integration test_operations.Log.test_one_text_line_per_event",
    "log-rate": "integration test_operations.Log.test_a_storm_is_counted_not_written",
    "loopback-only": "integration test_tokens.BeyondLoopback.test_it_says_the_right_command",
    "unknown-settings": "survival test_survival.Failure16BadConfig.test_each_is_refused_with_its_place",
    "secret-file-mode": "integration test_tokens.Command.test_what_is_wrong_is_said_in_one_line",
}


def defences():
    with open(os.path.join(ROOT, "server/defence/Defence.h"), encoding="utf-8") as file:
        body = re.search(r"enum class Defence[^{]*\{([^}]*)\}", file.read()).group(1)
    return [re.sub("([A-Z])", r"-\1", name).lower() for name in re.findall(r"\w+", body)]


def passes(options, test, off):
    folder, name = test.split(" ")
    environment = {**os.environ, "WAVETAPE_SERVER_PROGRAM": os.path.abspath(options.program), "WAVETAPE_TEST_TIMEOUT": "10",
                   "FEED_SHIM_LIBRARY": os.path.abspath(options.feed_shim or ""), "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("DISARM", None)
    if off:
        environment["DISARM"] = off
    with subprocess.Popen([sys.executable, "-W", "ignore", "-m", "unittest", name], cwd=os.path.join(ROOT, "tests", folder),
                          env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        try:
            said = process.communicate(timeout=PATIENCE)[1]
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            said = process.communicate()[1] + "\nno end in time"
    if "skipped=" in said:
        return None, said
    return process.returncode == 0, said


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--program", required=True)
    arguments.add_argument("--feed-shim")
    arguments.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    arguments.add_argument("--off-only", action="store_true")
    arguments.add_argument("names", nargs="*")
    options = arguments.parse_args()
    known = defences()
    wrong = [f"{name}: has no test" for name in known if name not in TESTS] + [f"{name}: is no defence" for name in TESTS if name not in known]
    chosen = [name for name in known if name in TESTS and (not options.names or name in options.names)]
    noticed, left = 0, []
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        tests = [] if options.off_only else dict.fromkeys(TESTS[name] for name in chosen)
        whole = {test: pool.submit(passes, options, test, None) for test in tests}
        off = {name: pool.submit(passes, options, TESTS[name], name) for name in chosen}
        for name in chosen:
            good, said = (True, "") if options.off_only else whole[TESTS[name]].result()
            without = off[name].result()
            if not good:
                wrong.append(f"{name}: its test does not pass with all defences on\n{said[-800:]}")
            elif without[0] is None and options.off_only:
                left.append(name)
            elif without[0] is None:
                wrong.append(f"{name}: its test is skipped\n{without[1][-800:]}")
            elif without[0]:
                wrong.append(f"{name}: is off, and {TESTS[name]} passes")
            else:
                noticed += 1
                print(f"{name}: noticed by {TESTS[name].split(' ')[1]}", flush=True)
    print(f"{noticed} of {(len(known) if not options.names else len(chosen)) - len(left)} defences are noticed when they are off")
    for name in left:
        print(f"{name}: not looked at, its test cannot run here")
    for problem in wrong:
        print("WRONG " + problem)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
