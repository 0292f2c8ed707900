/**
 * @file The grammar of lehr for tree-sitter. `../lehr.pest` is the one that holds; tests compare the two.
 * @license MIT OR Apache-2.0
 */

/// <reference types="tree-sitter-cli/dsl" />
// @ts-check

import { KEYWORDS } from "./words.js";

// Loosest first.
const BINDING = { then: 1, sum: 2, product: 3, sign: 4, power: 5, postfix: 6 };

const NAME = /[A-Za-z_][A-Za-z0-9_]*/;
const PART = /\.(?:[A-Za-z_][A-Za-z0-9_]*|0|[1-9][0-9]*)/;
const WHOLE = /[0-9](?:_?[0-9])*/;
const DIGITS = seq(
  choice(seq(WHOLE, optional(seq(".", WHOLE))), seq(".", WHOLE)),
  optional(/[eE][+-]?[0-9]+/),
  optional(/[kKMBT]/),
);

/** Rules with commas between them, and one after the last if wanted. */
const listed = (rule) => optional(seq(rule, repeat(seq(",", rule)), optional(",")));

export default grammar({
  name: "lehr",

  word: ($) => $.identifier,

  // What depends on the ends of lines: `src/scanner.c`.
  externals: ($) => [$._end, $._opening_bracket, $._opening_square, $.unit, $._touching_unit, $._beside, $._over, $._number_end, $._event, $._unit, $._two_words, $._recovery],

  extras: ($) => [/[ \t\r\n]/, $.comment],

  reserved: {
    global: (_) => KEYWORDS,
  },

  supertypes: ($) => [$._statement, $._expression],

  inline: ($) => [$._name, $._value],

  rules: {
    source_file: ($) => seq(optional("\u{feff}"), repeat(choice(";", seq($._statement, $._end)))),

    comment: (_) => token(/#[^\n]*/),

    _statement: ($) => choice($.let, $.def, $.param, $.expect, $.event, $.units, $.assignment, $.family, $.bare),

    let: ($) => seq("let", field("name", $.identifier), "=", field("value", $._expression)),

    def: ($) =>
      seq(
        "def",
        field("name", $.identifier),
        field("parameters", $.parameters),
        "=",
        field("value", $._expression),
      ),

    parameters: ($) => seq("(", listed($.parameter), ")"),

    parameter: ($) => seq(field("name", $.identifier), optional(seq("=", field("default", $._expression)))),

    param: ($) => seq("param", field("name", $.identifier), optional(seq("=", field("value", $._expression)))),

    expect: ($) =>
      seq(
        "expect",
        field("left", $._expression),
        optional(
          seq(field("operator", choice("==", "!=", "<=", ">=", "<", ">")), field("right", $._expression)),
        ),
      ),

    // The words of an event are names elsewhere.
    event: ($) =>
      seq(
        alias($._event, "event"),
        field("name", $.identifier),
        "=",
        choice(
          seq("at", field("times", $._primary)),
          seq(
            "every",
            field("interval", $._primary),
            optional(choice(seq($._from, optional($._until)), seq($._until, optional($._from)))),
          ),
        ),
      ),

    _from: ($) => seq("from", field("from", $._primary)),

    _until: ($) => seq("until", field("until", $._primary)),

    // The word is a name elsewhere.
    units: ($) => seq(alias($._unit, "unit"), field("name", $.identifier), repeat(seq(",", field("name", $.identifier)))),

    assignment: ($) => seq(field("name", $._name), "=", field("value", $._expression)),

    family: ($) => seq(field("name", $.family_name), "=", field("value", $._expression)),

    family_name: ($) =>
      seq($._name, $.braces, repeat(choice($.braces, alias(token.immediate(PART), $.part)))),

    braces: ($) =>
      seq(
        token.immediate(".{"),
        field("name", $.identifier),
        "in",
        field("first", $._expression),
        "..",
        field("last", $._expression),
        "}",
      ),

    // A file that is one expression is the track `lr`. None starts with a name and a unit of the file's own, which are
    // words of another language: nothing can follow those.
    bare: ($) => choice(field("value", $._expression), seq($._two_words, $._recovery)),

    _expression: ($) => choice($.then, $.sum, $.product, $.negation, $.power, $.postfix, $._primary),

    then: ($) => prec.left(BINDING.then, seq($._expression, "then", $._expression)),

    sum: ($) => prec.left(BINDING.sum, seq($._expression, field("operator", choice("+", "-")), $._expression)),

    product: ($) =>
      prec.left(BINDING.product, seq($._expression, field("operator", choice("*", "/")), $._expression)),

    negation: ($) => prec(BINDING.sign, seq("-", $._expression)),

    power: ($) => prec.right(BINDING.power, seq($._expression, "^", $._expression)),

    postfix: ($) =>
      prec.left(
        BINDING.postfix,
        seq(
          $._expression,
          choice(
            seq(field("word", choice("for", "until", "skip", "every")), field("operand", $._primary)),
            field("word", "mirror"),
            seq(field("word", "repeat"), optional(choice($.arguments, seq($._beside, alias($._count, $.number)), $.over))),
          ),
        ),
      ),

    // The word is a name elsewhere.
    over: ($) =>
      prec.right(
        seq(
          alias($._over, "over"),
          field("name", $.identifier),
          "in",
          field("first", $._primary),
          optional(seq("..", field("last", $._primary))),
        ),
      ),

    _primary: ($) => choice($.quantity, $._operand),

    // No unit touches its number.
    quantity: ($) =>
      choice(
        seq(field("value", $._operand), field("unit", $.unit)),
        seq(
          field("value", choice($.call, $.index, $.parenthesis, $.list)),
          field("unit", alias($._touching_unit, $.unit)),
        ),
      ),

    _operand: ($) => choice($.number, $._name, $.call, $.index, $.parenthesis, $.list),

    number: ($) => seq(choice($._digits, $._relative), $._number_end),

    _count: ($) => seq($._digits, $._number_end),

    _digits: (_) => token(DIGITS),

    // Times the base, or a share.
    _relative: (_) => token(seq(DIGITS, choice("%", "x"))),

    _name: ($) => choice($.identifier, $.path),

    identifier: (_) => NAME,

    // Its last part may be a number.
    path: ($) => seq($._dotted, $._number_end),

    _dotted: (_) => token(seq(NAME, repeat1(PART))),

    call: ($) => seq(field("name", $._name), field("arguments", $.arguments)),

    arguments: ($) => seq(alias($._opening_bracket, "("), listed($._argument), ")"),

    _argument: ($) => choice($.named_argument, $._value),

    named_argument: ($) => seq(field("name", $.identifier), "=", field("value", $._value)),

    _value: ($) => choice($.function, $.range, $._expression),

    range: ($) => seq(field("first", $._expression), "..", field("last", $._expression)),

    function: ($) => seq(field("parameter", $.identifier), "->", field("value", $._expression)),

    index: ($) =>
      seq(
        field("of", choice($._name, $.call)),
        alias($._opening_square, "["),
        field("first", $._expression),
        optional(seq("..", field("last", $._expression))),
        "]",
      ),

    parenthesis: ($) => seq("(", $._expression, ")"),

    list: ($) => seq("[", listed($._expression), "]"),
  },
});
