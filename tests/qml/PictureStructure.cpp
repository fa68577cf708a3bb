// SPDX-License-Identifier: GPL-3.0-or-later
// picture-structure FILE WIDTH HEIGHT [BLANK]: exit 0 when the picture has the size and at most
// BLANK parts (3) of its page are blank. It looks at structure, not at pixels of live data: cut
// into a grid, each cell must hold more than its ground.
#include <QHash>
#include <QImage>

#include <algorithm>
#include <cstdio>

namespace {

constexpr int kColumns = 6;
constexpr int kRows = 4;
constexpr double kLeastInk = 0.004; // share of pixels that differ from the cell's commonest colour

double inkOf(const QImage &picture, const QRect &cell)
{
    QHash<QRgb, int> colours;
    for (int y = cell.top(); y <= cell.bottom(); ++y) {
        for (int x = cell.left(); x <= cell.right(); ++x)
            ++colours[picture.pixel(x, y)];
    }
    const int ground = *std::max_element(colours.cbegin(), colours.cend());
    return 1.0 - double(ground) / (cell.width() * cell.height());
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 4 && argc != 5)
        return 2;
    const QImage picture(QString::fromLocal8Bit(argv[1]));
    const int width = QByteArray(argv[2]).toInt();
    const int height = QByteArray(argv[3]).toInt();
    if (picture.width() != width || picture.height() != height) {
        std::fprintf(stderr, "%s is %d × %d\n", argv[1], picture.width(), picture.height());
        return 1;
    }
    int blank = 0;
    for (int row = 0; row < kRows; ++row) {
        for (int column = 0; column < kColumns; ++column) {
            const QRect cell(
                column * width / kColumns, row * height / kRows, width / kColumns, height / kRows);
            if (inkOf(picture, cell) < kLeastInk) {
                std::fprintf(stderr, "%s: nothing in column %d, row %d\n", argv[1], column, row);
                ++blank;
            }
        }
    }
    // A list that is short leaves a cell or two; a chart or a table that is missing leaves more.
    return blank > (argc == 5 ? QByteArray(argv[4]).toInt() : 3) ? 1 : 0;
}
