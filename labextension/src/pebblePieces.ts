/**
 * Finds the templates in a flow's text and cuts them into pieces to colour.
 *
 * It judges nothing: what cannot be read is passed over, and a template that is still being typed ends with its
 * line, so that half an expression never recolours the rest of the cell.
 */

/** What a piece is. Names of variables, tests and functions are pieces of no kind: they keep the text's colour. */
export type PieceKind =
  | 'comment'
  | 'delimiter'
  | 'filter'
  | 'keyword'
  | 'literal'
  | 'number'
  | 'operator'
  | 'property'
  | 'string';

/** A part of the text: the characters from `from` up to, not including, `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Piece extends Span {
  readonly kind: PieceKind;
}

/** One `{{ }}`, `{% %}` or `{# #}` with the pieces in it. */
export interface Template extends Span {
  readonly pieces: readonly Piece[];
}

const OPENING = /\{[{%#]/g;
const CLOSING = { '{{': /-?\}\}/y, '{%': /-?%\}/y };
const NESTED = /\{[{%]/y;
const LITERAL_BLOCK = /\{%-?\s*(raw|verbatim)\s*-?%\}/y;

// The first string is one whose quotes are escaped for the double-quoted scalar around the template.
const TOKEN = new RegExp(
  [
    /(?<blank>\s+)/u,
    /(?<string>\\"[^"\\\n]*\\"|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")/u,
    /(?<number>\d+(?:\.\d+)?L?)/u,
    /(?<word>[\p{L}_][\p{L}\p{N}_]*)/u,
    /(?<operator>\?{1,3}|\.\.|[=!<>]=|[-+*/%~|<>=])/u,
    /(?<other>.)/u
  ]
    .map(part => part.source)
    .join('|'),
  'uy'
);

const WORD_OPERATORS = new Set(['and', 'contains', 'equals', 'in', 'is', 'not', 'or']);
const BRACKETS: Record<string, number> = { '(': 1, '[': 1, '{': 1, ')': -1, ']': -1, '}': -1 };
const LITERALS = new Set(['false', 'none', 'null', 'true']);

type TokenName = 'blank' | 'number' | 'operator' | 'other' | 'string' | 'word';

/** All templates of a text, from left to right. */
export function templatesOf(text: string): Template[] {
  const found: Template[] = [];
  let at = 0;
  for (;;) {
    OPENING.lastIndex = at;
    const opening = OPENING.exec(text);
    if (opening === null) {
      return found;
    }
    const template = templateAt(text, opening.index);
    found.push(template);
    at = endOfLiteralBlock(text, template) ?? template.to;
  }
}

function templateAt(text: string, from: number): Template {
  const opening = text.slice(from, from + 2);
  return opening === '{#' ? commentAt(text, from) : new Reader(text, from, opening as '{{').read();
}

function commentAt(text: string, from: number): Template {
  const end = text.indexOf('#}', from + 2);
  const to = end < 0 ? endOfLine(text, from) : end + 2;
  return { from, to, pieces: [{ kind: 'comment', from, to }] };
}

/** Where the text goes on after a `{% raw %}` or `{% verbatim %}`, in which no template is one. */
function endOfLiteralBlock(text: string, { from }: Template): number | null {
  LITERAL_BLOCK.lastIndex = from;
  const block = LITERAL_BLOCK.exec(text);
  if (block === null) {
    return null;
  }
  const end = text.slice(from).search(new RegExp(`\\{%-?\\s*end${block[1]}\\b`));
  return end < 0 ? null : from + end;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** Reads one `{{ }}` or `{% %}`; made for it and thrown away. */
class Reader {
  constructor(
    private readonly text: string,
    private readonly from: number,
    private readonly opening: keyof typeof CLOSING
  ) {
    this.at = from + opening.length;
    this.at += this.text[this.at] === '-' ? 1 : 0;
    this.add('delimiter', from);
  }

  read(): Template {
    while (this.at < this.text.length && !this.sees(NESTED)) {
      const start = this.at;
      const closing = this.depth === 0 ? this.sees(CLOSING[this.opening]) : null;
      if (closing !== null) {
        this.at += closing[0].length;
        this.add('delimiter', start);
        return { from: this.from, to: this.at, pieces: this.pieces };
      }
      this.readToken(start);
    }
    const to = endOfLine(this.text, this.from);
    return { from: this.from, to, pieces: this.pieces.filter(piece => piece.to <= to) };
  }

  private readToken(start: number): void {
    const [name, token] = this.nextToken();
    this.at += token.length;
    const kind = name === 'word' ? this.kindOfWord(token) : name;
    if (kind === 'blank') {
      return;
    }
    if (kind !== 'other') {
      this.add(kind, start);
    }
    this.depth += BRACKETS[token] ?? 0;
    this.previous = token;
  }

  private nextToken(): [TokenName, string] {
    const groups = Object.entries(this.sees(TOKEN)?.groups ?? {});
    return groups.find(([, token]) => token !== undefined) as [TokenName, string];
  }

  private kindOfWord(word: string): PieceKind | 'other' {
    if (this.previous === '.') {
      return 'property';
    }
    if (this.previous === '|') {
      return 'filter';
    }
    const isTag = this.opening === '{%' && this.previous === '';
    if (isTag || WORD_OPERATORS.has(word)) {
      return 'keyword';
    }
    return LITERALS.has(word) ? 'literal' : 'other';
  }

  private sees(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    return pattern.exec(this.text);
  }

  private add(kind: PieceKind, from: number): void {
    this.pieces.push({ kind, from, to: this.at });
  }

  private readonly pieces: Piece[] = [];
  private at: number;
  private depth = 0;
  private previous = '';
}
