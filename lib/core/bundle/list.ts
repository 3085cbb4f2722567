/**
 * The list of a bundle: a line for each file. The tree has them in the order of their leaves' hashes, so that a place in it tells no name. A
 * second tree, under SHA3-256, has the same lines in the same places.
 */
import { leafHash, treeRoot } from "../log/merkle.ts";
import { SHA3_TREE } from "../renewal/renewed-tree.ts";
import { compareBytes, utf8 } from "../text/bytes.ts";
import { BUNDLE_FILES_MAX } from "./limits.ts";
import { type FileLine, parseLine } from "./line.ts";

const START = '{"file":"sealbook.file/v1",';

/** Whether a file begins as a list does, before it is read. */
export function mayBeList(bytes: Uint8Array): boolean {
  return new TextDecoder().decode(bytes.subarray(0, START.length)) === START;
}

/** A list, and the roots that its lines have, in whatever order they stand. */
export type FileList = { files: FileLine[]; root: Uint8Array; sha3Root: () => Uint8Array };

/** The list that a text is; undefined where a line is none, a name stands twice, or there are none or too many. */
export function readList(text: string): FileList | undefined {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  if (lines.length === 0 || lines.length > BUNDLE_FILES_MAX) return undefined;
  const files: FileLine[] = [];
  const names = new Set<string>();
  for (const line of lines) {
    const file = parseLine(line);
    if (file === undefined || names.has(file.name)) return undefined;
    names.add(file.name);
    files.push(file);
  }
  const leaves = lines.map((line) => ({ line, hash: leafHash(utf8(line)) }));
  leaves.sort((one, other) => compareBytes(one.hash, other.hash));
  return {
    files,
    root: treeRoot(leaves.map(({ hash }) => hash)),
    sha3Root: () =>
      treeRoot(
        leaves.map(({ line }) => SHA3_TREE.leaf(utf8(line))),
        SHA3_TREE.join,
      ),
  };
}
