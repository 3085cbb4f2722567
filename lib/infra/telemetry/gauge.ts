/** Figures of how things stand, for Prometheus: each feature declares its own, the worker reads them when it is asked. */

/** What one reading gives: the figures of one set of labels. A figure that is not there is not told. */
export interface Reading<Label extends string = string, Figure extends string = string> {
  labels: Record<Label, string>;
  figures: Partial<Record<Figure, number | undefined>>;
}

/** Gauges that one reading fills. */
export interface GaugeGroup<Label extends string = string, Figure extends string = string> {
  /** What each figure says, by its name without `sealbook_`. */
  help: Record<Figure, string>;
  labels: readonly Label[];
  /** database: that it cannot be read says that the database is away. */
  source: "database" | "machine";
  /** Bounded: its cost does not grow with the ledgers. */
  read: () => Promise<Reading<Label, Figure>[]>;
}

export function gauge<Label extends string, Figure extends string>(group: GaugeGroup<Label, Figure>): GaugeGroup {
  return group;
}
