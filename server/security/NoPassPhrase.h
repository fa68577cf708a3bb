// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace wavetape::security {

/// OpenSSL's pem_password_cb for whatever PEM we read: a server has nobody to ask, and without a
/// callback OpenSSL asks at the terminal. Sets the bool that `asked` points to, if any.
int noPassPhrase(char *buffer, int size, int writing, void *asked);

} // namespace wavetape::security
