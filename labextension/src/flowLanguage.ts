/**
 * The language of a `%%flow` cell: one magic line, then YAML with `{{ }}` and `{% %}` in it.
 *
 * Templates are found first, and YAML gets the text around them: so an expression is seen inside a quoted scalar
 * or a block as well. The expressions are Pebble's; CodeMirror's Jinja mode stumbles over `??` and the ternary.
 */
import { yamlLanguage } from '@codemirror/lang-yaml';
import { Language, defineLanguageFacet, indentNodeProp, languageDataProp } from '@codemirror/language';
import {
  Input,
  NodePropSource,
  NodeType,
  Parser,
  PartialParse,
  Tree,
  TreeFragment,
  parseMixed
} from '@lezer/common';
import { Tag, styleTags, tags } from '@lezer/highlight';
import { PieceKind, Template, templatesOf } from './pebblePieces';

type Ranges = readonly { from: number; to: number }[];

interface Placed {
  readonly tree: Tree;
  readonly at: number;
}

const cellData = defineLanguageFacet({ commentTokens: { line: '#' } });

const TAGS: Record<PieceKind, Tag> = {
  comment: tags.blockComment,
  delimiter: tags.brace,
  filter: tags.special(tags.variableName),
  keyword: tags.keyword,
  literal: tags.bool,
  number: tags.number,
  operator: tags.operator,
  property: tags.propertyName,
  string: tags.string
};

let nextId = 0;

function nodeType(name: string, source?: NodePropSource): NodeType {
  return NodeType.define({ id: nextId++, name, props: source ? [source] : [] });
}

const cellType = NodeType.define({
  id: nextId++,
  name: 'FlowCell',
  top: true,
  // YAML knows how far to indent; behind a template it is not asked, and null keeps the indentation of the line.
  props: [[languageDataProp, cellData], indentNodeProp.add({ FlowCell: () => null })]
});
const magicType = nodeType('MagicLine', styleTags({ MagicLine: tags.meta }));
const bodyType = nodeType('FlowBody');
const textType = nodeType('FlowText');
const templateType = nodeType('Template');
const pieceTypes = Object.fromEntries(
  Object.entries(TAGS).map(([kind, tag]) => [kind, nodeType(kind, styleTags({ [kind]: tag }))])
) as Record<PieceKind, NodeType>;

const parseText = parseMixed(node =>
  node.type === bodyType
    ? { parser: yamlLanguage.parser, overlay: part => part.type === textType }
    : null
);

function leaf(type: NodeType, length: number): Tree {
  return new Tree(type, [], [], length);
}

function branch(type: NodeType, parts: Placed[], length: number): Tree {
  return new Tree(
    type,
    parts.map(part => part.tree),
    parts.map(part => part.at),
    length
  );
}

function templateTree({ from, to, pieces }: Template): Tree {
  const parts = pieces.map(piece => ({
    tree: leaf(pieceTypes[piece.kind], piece.to - piece.from),
    at: piece.from - from
  }));
  return branch(templateType, parts, to - from);
}

/** The body as templates and the text around them, which is not yet parsed. */
function bodyTree(body: string): Tree {
  const parts: Placed[] = [];
  let at = 0;
  const addText = (to: number) => {
    if (to > at) {
      parts.push({ tree: leaf(textType, to - at), at });
    }
  };
  for (const template of templatesOf(body)) {
    addText(template.from);
    parts.push({ tree: templateTree(template), at: template.from });
    at = template.to;
  }
  addText(body.length);
  return branch(bodyType, parts, body.length);
}

function cellTree(cell: string): Tree {
  const newline = cell.indexOf('\n');
  const end = newline < 0 ? cell.length : newline;
  const parts = [{ tree: leaf(magicType, end), at: 0 }];
  if (newline >= 0) {
    parts.push({ tree: bodyTree(cell.slice(newline + 1)), at: newline + 1 });
  }
  return branch(cellType, parts, cell.length);
}

class FlowCellParser extends Parser {
  override createParse(
    input: Input,
    fragments: readonly TreeFragment[],
    ranges: Ranges
  ): PartialParse {
    const from = ranges[0].from;
    const tree = cellTree(input.read(from, ranges[ranges.length - 1].to));
    // Done in its one step, so there is nothing to stop: the parse of the text around it keeps `stoppedAt`.
    const cut: PartialParse = {
      advance: () => tree,
      parsedPos: from,
      stopAt: () => undefined,
      stoppedAt: null
    };
    return parseText(cut, input, fragments, ranges);
  }
}

/** The CodeMirror language of `%%flow` cells. */
export const flowLanguage = new Language(cellData, new FlowCellParser(), [], 'wavetank-flow');
