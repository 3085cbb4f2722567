import { useLocale, useTranslations } from "next-intl";
import { type Piece, type PlaceNode, piecesOf, placeOfBlock } from "./block-place.ts";

/** Of the drawing, in its own units, which are pixels where there is room. */
const COLUMN = 72;
const ROW = 40;
const TOP = 16;
const PIECE_HEIGHT = 34;
const NODE_RADIUS = 4;
/** For two lines of figures below each piece. */
const LABELS = 40;

type BlockPlaceDrawingProps = {
  height: string;
  /** Decimal. */
  first: string;
  treeSize: string;
};

/** The block's place in the tree as a picture: what was there before is folded, what the block added is filled. */
export function BlockPlaceDrawing({ height, first, treeSize }: BlockPlaceDrawingProps) {
  const t = useTranslations("explorer.place");
  const range = useRangeWords();
  const tree = placeOfBlock({ first: BigInt(first), size: BigInt(treeSize) });
  const pieces = piecesOf(tree);
  const { nodes, depth } = layOut(tree);
  const [width, full] = [pieces.length * COLUMN, TOP + depth * ROW + PIECE_HEIGHT + LABELS];
  const before = pieces.filter(({ own }) => !own);
  const own = pieces.filter((piece) => piece.own);
  const list = (some: Piece[]) => some.map(range).join(t("comma"));
  const words = [
    before.length > 0 ? t("before", { count: before.length, ranges: list(before) }) : t("nothingBefore"),
    t("own", { count: own.length, ranges: list(own) }),
  ].join(" ");
  return (
    <section aria-labelledby="place" className="grid gap-3 pt-4">
      <h2 id="place" className="font-serif text-xl font-semibold">
        {t("title")}
      </h2>
      <p className="max-w-prose text-sm text-ink-soft">{t("lead")}</p>
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
        tabIndex={0}
        aria-label={t("scroll")}
        className="overflow-x-auto rounded-lg border border-rule bg-surface p-4"
      >
        <svg
          role="img"
          aria-label={t("picture", { height, size: treeSize, words })}
          viewBox={`0 0 ${width} ${full}`}
          width={width}
          height={full}
          className="mx-auto block"
        >
          <Edges nodes={nodes} />
          {nodes.map((node) =>
            node.piece ? (
              <PieceShape
                key={`${node.x}/${node.y}`}
                piece={node.piece}
                x={node.x}
                y={node.y}
                words={range(node.piece)}
              />
            ) : (
              <circle
                key={`${node.x}/${node.y}`}
                cx={node.x}
                cy={node.y}
                r={NODE_RADIUS}
                className={node.own ? "fill-ink" : "fill-surface stroke-ink-soft"}
              />
            ),
          )}
        </svg>
      </section>
      <ul className="flex flex-wrap gap-x-5 gap-y-1 text-xs text-ink-soft">
        <li className="flex items-center gap-2">
          <span aria-hidden="true" className="size-3 border border-dashed border-rule-strong" />
          {t("legendBefore")}
        </li>
        <li className="flex items-center gap-2">
          <span aria-hidden="true" className="size-3 bg-ink" />
          {t("legendOwn")}
        </li>
      </ul>
      <p className="max-w-prose text-sm break-words">{words}</p>
    </section>
  );
}

interface Placed {
  x: number;
  y: number;
  own: boolean;
  piece: Piece | undefined;
  children: Placed[];
}

/** Pieces stand side by side on one line, and each node above the middle of its children. */
function layOut(tree: PlaceNode): { nodes: Placed[]; depth: number } {
  const depth = depthOf(tree);
  const nodes: Placed[] = [];
  let column = 0;
  const place = (node: PlaceNode, level: number): Placed => {
    const children = (node.children ?? []).map((child) => place(child, level + 1));
    const [left, right] = [children[0], children.at(-1)];
    const x = left && right ? (left.x + right.x) / 2 : (column++ + 0.5) * COLUMN;
    const placed = { x, y: TOP + (node.piece ? depth : level) * ROW, own: node.own, piece: node.piece, children };
    nodes.push(placed);
    return placed;
  };
  place(tree, 0);
  return { nodes, depth };
}

function depthOf(node: PlaceNode): number {
  return node.children ? 1 + Math.max(...node.children.map(depthOf)) : 0;
}

function Edges({ nodes }: { nodes: Placed[] }) {
  return nodes.flatMap((node) =>
    node.children.map((child) => (
      <line
        key={`${node.x}/${node.y}-${child.x}`}
        x1={node.x}
        y1={node.y}
        x2={child.x}
        y2={child.y}
        className={child.own ? "stroke-ink" : "stroke-rule-strong"}
      />
    )),
  );
}

function PieceShape({ piece, x, y, words }: { piece: Piece; x: number; y: number; words: string }) {
  const look = piece.own ? "fill-ink stroke-ink" : "fill-sunken stroke-rule-strong [stroke-dasharray:3_3]";
  const [half, foot] = [COLUMN * 0.36, y + PIECE_HEIGHT];
  const [from, to] = words.split("–");
  return (
    <g>
      {piece.folded ? (
        <polygon points={`${x},${y} ${x - half},${foot} ${x + half},${foot}`} className={look} />
      ) : (
        <rect x={x - NODE_RADIUS * 2} y={y} width={NODE_RADIUS * 4} height={PIECE_HEIGHT} className={look} />
      )}
      <text textAnchor="middle" className="fill-ink-soft text-[11px] tabular-nums">
        <tspan x={x} y={foot + 15}>
          {to === undefined ? from : `${from}–`}
        </tspan>
        <tspan x={x} y={foot + 30}>
          {to}
        </tspan>
      </text>
    </g>
  );
}

function useRangeWords(): (piece: Piece) => string {
  const format = new Intl.NumberFormat(useLocale());
  return ({ first, last }) =>
    first === last ? format.format(first) : `${format.format(first)}–${format.format(last)}`;
}
