// What depends on the ends of lines: where a statement ends, which bracket belongs to a name, and which word is a unit.

#include "tree_sitter/parser.h"
#include "words.h"

enum Token {
  END,
  OPENING_BRACKET,
  OPENING_SQUARE,
  UNIT,
  TOUCHING_UNIT,
  BESIDE,
  OVER,
  NUMBER_END,
  EVENT,
  UNIT_WORD,
  TWO_WORDS,
  // Valid only where the parser recovers from an error, as all others are there.
  RECOVERY,
};

enum { LONGEST_WORD = 16 };

static bool is_blank(int32_t c) { return c == ' ' || c == '\t' || c == '\r'; }

static bool is_digit(int32_t c) { return c >= '0' && c <= '9'; }

static bool starts_name(int32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

static void skip_blanks(TSLexer *lexer) {
  while (is_blank(lexer->lookahead)) lexer->advance(lexer, true);
}

// Passes over blanks, which belong to no token; whether there are any.
static bool skip_in_line(TSLexer *lexer) {
  bool any = false;
  for (; lexer->lookahead == ' ' || lexer->lookahead == '\t'; any = true) lexer->advance(lexer, false);
  return any;
}

// Passes over lines and comments too.
static void skip_lines(TSLexer *lexer) {
  while (is_blank(lexer->lookahead) || lexer->lookahead == '\n' || lexer->lookahead == '#') {
    if (lexer->lookahead == '#') {
      while (!lexer->eof(lexer) && lexer->lookahead != '\n') lexer->advance(lexer, false);
    } else {
      lexer->advance(lexer, false);
    }
  }
}

// Reads a name; false where it is longer than any word of the language.
static bool read_word(TSLexer *lexer, char word[LONGEST_WORD]) {
  unsigned length = 0;
  while (starts_name(lexer->lookahead) || is_digit(lexer->lookahead)) {
    if (length + 1 < LONGEST_WORD) word[length] = (char)lexer->lookahead;
    length++;
    lexer->advance(lexer, false);
  }
  word[length < LONGEST_WORD ? length : LONGEST_WORD - 1] = '\0';
  return length < LONGEST_WORD;
}

static bool is_among(const char *word, const char *const words[]) {
  for (unsigned i = 0; words[i]; i++) {
    const char *a = word, *b = words[i];
    while (*a && *a == *b) a++, b++;
    if (*a == *b) return true;
  }
  return false;
}

static bool goes_on_with(TSLexer *lexer, int32_t next) {
  lexer->advance(lexer, false);
  return lexer->lookahead == next;
}

static const char *const FROM[] = {"from", 0};

// No units either.
static const char *const NO_UNITS[] = {"from", "and", 0};

// Whether an operand can end here.
static bool ends_operand(TSLexer *lexer) {
  if (lexer->eof(lexer)) return true;
  switch (lexer->lookahead) {
    case '\n': case '\r': case '#': case ';': case ')': case ',': case ']': case '}':
    case '+': case '-': case '*': case '/': case '^': case '<': case '>':
      return true;
    case '=': case '!':
      return goes_on_with(lexer, '=');
    case '.':
      return goes_on_with(lexer, '.');
  }
  char word[LONGEST_WORD];
  return starts_name(lexer->lookahead) && read_word(lexer, word) && (is_among(word, KEYWORDS) || is_among(word, FROM));
}

// A unit of the language, unless it is called or defined; or a name that ends an operand.
static bool scan_unit(TSLexer *lexer, enum Token unit) {
  char word[LONGEST_WORD];
  bool is_short = read_word(lexer, word);
  bool is_of_language = is_short && is_among(word, UNITS);
  if (is_short && (is_among(word, KEYWORDS) || is_among(word, NO_UNITS))) return false;
  lexer->mark_end(lexer);
  skip_in_line(lexer);
  if (is_of_language) {
    if (lexer->lookahead == '(' || (lexer->lookahead == '=' && !goes_on_with(lexer, '='))) return false;
  } else if (!ends_operand(lexer)) {
    return false;
  }
  lexer->result_symbol = unit;
  return true;
}

// Where a statement starts: the word of an event or of units, which is a name where no other name follows; or a name and
// a unit of the file's own.
static bool scan_opening(TSLexer *lexer) {
  char word[LONGEST_WORD];
  static const char *const EVENT_WORD[] = {"event", 0};
  static const char *const UNITS_WORD[] = {"unit", 0};
  bool is_short = read_word(lexer, word);
  if (is_short && is_among(word, KEYWORDS)) return false;
  bool opens_event = is_short && is_among(word, EVENT_WORD);
  bool opens_units = is_short && is_among(word, UNITS_WORD);
  lexer->mark_end(lexer);
  if (!skip_in_line(lexer)) return false;
  if (!starts_name(lexer->lookahead)) return false;
  is_short = read_word(lexer, word);
  if (is_short && is_among(word, KEYWORDS)) return false;
  if (opens_units) {
    lexer->result_symbol = UNIT_WORD;
    return true;
  }
  skip_in_line(lexer);
  if (opens_event) {
    skip_lines(lexer);
    lexer->result_symbol = EVENT;
    if (lexer->lookahead == '=') return !goes_on_with(lexer, '=');
  }
  lexer->result_symbol = TWO_WORDS;
  return !(is_short && (is_among(word, UNITS) || is_among(word, NO_UNITS))) && ends_operand(lexer);
}

// Whether a statement can only go on with what is here.
static bool goes_on(TSLexer *lexer) {
  switch (lexer->lookahead) {
    case '+': case '-': case '*': case '/': case '^':
    // A comparison, of an `expect`.
    case '=': case '!': case '<': case '>':
    // A declaration of units.
    case ',':
      return true;
    // A range.
    case '.':
      lexer->advance(lexer, false);
      return lexer->lookahead == '.';
  }
  char word[LONGEST_WORD];
  return starts_name(lexer->lookahead) && read_word(lexer, word) && is_among(word, JOINING_WORDS);
}

// The end of a statement: that of its line, unless the next line goes on with it; and nothing before a comment, a `;` or
// the end of the text.
static bool scan_end(TSLexer *lexer) {
  bool line_ended = false;
  if (lexer->lookahead == '\n') {
    lexer->advance(lexer, false);
    lexer->mark_end(lexer);
    line_ended = true;
  }
  for (;;) {
    skip_blanks(lexer);
    if (lexer->eof(lexer) || lexer->lookahead == ';') break;
    if (lexer->lookahead == '#') {
      while (!lexer->eof(lexer) && lexer->lookahead != '\n') lexer->advance(lexer, true);
    } else if (lexer->lookahead == '\n') {
      line_ended = true;
      lexer->advance(lexer, true);
    } else {
      if (!line_ended || goes_on(lexer)) return false;
      break;
    }
  }
  lexer->result_symbol = END;
  return true;
}

bool tree_sitter_lehr_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid) {
  (void)payload;
  lexer->mark_end(lexer);
  // A number touches no letter.
  if (valid[NUMBER_END] && !valid[RECOVERY]) {
    lexer->result_symbol = NUMBER_END;
    int32_t next = lexer->lookahead;
    return !starts_name(next) && !is_digit(next) && next != '%';
  }
  enum Token unit = is_blank(lexer->lookahead) ? UNIT : TOUCHING_UNIT;
  skip_blanks(lexer);
  // In a broken statement, only its end is looked for.
  if (valid[RECOVERY]) return lexer->lookahead == '\n' && scan_end(lexer);
  if (lexer->lookahead == '(' && valid[OPENING_BRACKET]) {
    lexer->advance(lexer, false);
    lexer->mark_end(lexer);
    lexer->result_symbol = OPENING_BRACKET;
    return true;
  }
  if (lexer->lookahead == '[' && valid[OPENING_SQUARE]) {
    lexer->advance(lexer, false);
    lexer->mark_end(lexer);
    lexer->result_symbol = OPENING_SQUARE;
    return true;
  }
  if (valid[BESIDE] && (is_digit(lexer->lookahead) || lexer->lookahead == '.')) {
    lexer->result_symbol = BESIDE;
    return true;
  }
  if (valid[OVER] && starts_name(lexer->lookahead)) {
    char word[LONGEST_WORD];
    static const char *const OVER_WORD[] = {"over", 0};
    if (!read_word(lexer, word) || !is_among(word, OVER_WORD)) return false;
    lexer->mark_end(lexer);
    lexer->result_symbol = OVER;
    return true;
  }
  if (valid[TWO_WORDS]) {
    while (lexer->lookahead == '\n') {
      lexer->advance(lexer, true);
      skip_blanks(lexer);
    }
    return starts_name(lexer->lookahead) && scan_opening(lexer);
  }
  if (valid[unit] && starts_name(lexer->lookahead)) return scan_unit(lexer, unit);
  return valid[END] && scan_end(lexer);
}

void *tree_sitter_lehr_external_scanner_create(void) { return NULL; }

void tree_sitter_lehr_external_scanner_destroy(void *payload) { (void)payload; }

unsigned tree_sitter_lehr_external_scanner_serialize(void *payload, char *buffer) {
  (void)payload;
  (void)buffer;
  return 0;
}

void tree_sitter_lehr_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
  (void)payload;
  (void)buffer;
  (void)length;
}
