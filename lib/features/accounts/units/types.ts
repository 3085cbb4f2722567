/** Of one organisation, closed ones included. */
export const UNITS_MAX = 1_000;
/** UTF-16 code units. */
export const UNIT_NAME_CHARS_MAX = 200;

/** A branch or department. */
export interface Unit {
  id: string;
  name: string;
  /** Id of the one directly above it; absent: the organisation, or one that whoever looks may not see. */
  parent?: string;
  createdAt: Date;
  /** Nothing new belongs to it since then. */
  closedAt?: Date;
}

/** With its place in the tree. */
export interface PlacedUnit extends Unit {
  /** 0: at the top of what whoever looks may see. */
  depth: number;
  /** Its name, after those above it: 华东分行 / 上海支行 */
  path: string;
}

/** A unit that can be chosen. */
export interface UnitChoice {
  id: string;
  /** With the names above it. */
  path: string;
  closed: boolean;
}

/** What still belongs to a unit, and keeps it from being closed. */
export interface UnitContents {
  members: number;
  invitations: number;
  keys: number;
  units: number;
}
