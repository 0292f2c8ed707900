/** @file The words of the language, made from the catalogue. */

export const KEYWORDS = ["then", "for", "until", "skip", "every", "mirror", "repeat", "let", "def", "param", "expect", "in"];
