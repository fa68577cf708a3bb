// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/FileChooser.h"

namespace wavetape::inspector {

FileChooser::~FileChooser()
{
    delete m_dialog;
}

void FileChooser::open()
{
    if (!m_dialog) {
        m_dialog = new QFileDialog;
        m_dialog->setFileMode(QFileDialog::ExistingFile);
        connect(m_dialog, &QFileDialog::fileSelected, this, &FileChooser::chosen);
    }
    m_dialog->setWindowTitle(m_title);
    m_dialog->open();
}

void FileChooser::close()
{
    if (m_dialog)
        m_dialog->close();
}

} // namespace wavetape::inspector
