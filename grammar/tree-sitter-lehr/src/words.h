// The words of the language, made from the catalogue.

static const char *const UNITS[] = {
    "epoch",
    "epochs",
    "step",
    "steps",
    "sample",
    "samples",
    "token",
    "tokens",
    0,
};

static const char *const KEYWORDS[] = {
    "then",
    "for",
    "until",
    "skip",
    "every",
    "mirror",
    "repeat",
    "let",
    "def",
    "param",
    "expect",
    "in",
    0,
};

static const char *const JOINING_WORDS[] = {
    "then",
    "for",
    "until",
    "skip",
    "every",
    "mirror",
    "repeat",
    0,
};
