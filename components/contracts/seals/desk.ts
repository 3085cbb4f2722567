/** What the parts of the desk tell one another. */
import type { StatedPlace } from "#lib/features/contracts/seals/types.ts";
import type { OpenDocument } from "./open-document.ts";

export interface DeskSeal {
  id: string;
  name: string;
  /** In millimetres. */
  width: number;
  height: number;
  fourEyes: boolean;
}
/** What a second person has approved of a document that is given once more. */
export interface ApprovedUse {
  id: string;
  purpose: string;
  document: string;
  /** Hex. */
  digest: string;
  /** Undefined: wherever it is put. */
  place: StatedPlace | undefined;
}
export interface GivenDocument {
  file: File;
  /** Hex. */
  digest: string;
  /** Undefined where this browser cannot draw it. */
  open: OpenDocument | undefined;
}
export interface DeskProps {
  seal: DeskSeal;
  /** For which it may be used; none: for whatever is stated. */
  purposes: readonly string[];
  request: ApprovedUse | undefined;
}
