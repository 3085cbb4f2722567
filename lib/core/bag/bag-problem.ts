/** What can be wrong with a bag. A closed list: every reader of a report has a sentence for each in both languages. */
export const BAG_PROBLEMS = [
  "algorithm_unsupported",
  "bag_info_malformed",
  "bagit_malformed",
  "bagit_missing",
  "encoding_unknown",
  "fetch_present",
  "file_changed",
  "file_extra",
  "file_missing",
  "file_special",
  "file_unreadable",
  "listed_twice",
  "manifest_malformed",
  "manifest_missing",
  "names_collide",
  "oxum_mismatch",
  "path_unsafe",
  "tag_manifest_missing",
  "too_many_files",
  "version_unknown",
] as const;
export type BagProblemCode = (typeof BAG_PROBLEMS)[number];

export interface BagProblem {
  problem: BagProblemCode;
  /** Of the file, or of the manifest and its line, as in `manifest-sha256.txt:12`; a stranger wrote it. */
  path: string;
  expected?: string;
  found?: string;
}
