"""Writes digits.txt: the 8 × 8 digits of scikit-learn, one picture a line.

A line is the label, a space, and 64 pixels from 0 to 16, one base-32 digit each (0-9, a-g).
The data: E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits (test set), UCI, CC BY 4.0.
"""

from pathlib import Path

from sklearn.datasets import load_digits

GOLDEN = Path(__file__).with_name("digits.txt")
DIGITS = "0123456789abcdefg"


def main():
    images, labels = load_digits(return_X_y=True)
    lines = (f"{label} {''.join(DIGITS[int(pixel)] for pixel in image)}\n" for image, label in zip(images, labels))
    GOLDEN.write_text("".join(lines))


if __name__ == "__main__":
    main()
