// SPDX-License-Identifier: GPL-3.0-or-later
// For programs that use Qt's network. Qt waits for what a thread does, not for its very end: where
// the program ends before it, libcrypto leaves that thread's error state behind.

// NOLINTBEGIN(bugprone-reserved-identifier): the sanitizer's own name
extern "C" const char *__lsan_default_suppressions();
extern "C" const char *__lsan_default_suppressions()
{
    return "leak:CRYPTO_zalloc\n";
}
// NOLINTEND(bugprone-reserved-identifier)
