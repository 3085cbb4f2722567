"use client";

import { useState } from "react";

/** chosen: one by one, on this page. all: whatever the filters find, so many as were counted. */
export interface Selection {
  chosen: ReadonlySet<string>;
  all: { count: number; more: boolean } | undefined;
  /** With `through`, everything from the row that was touched last to this one. */
  toggle: (id: string, through: boolean) => void;
  togglePage: () => void;
  chooseAll: (counted: { count: number; more: boolean }) => void;
  clear: () => void;
}

/** What is chosen of the list, from the rows of one page. */
export function useSelection(ids: readonly string[]): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [all, setAll] = useState<Selection["all"]>();
  const [last, setLast] = useState<string>();
  const choose = (next: Iterable<string>) => {
    setAll(undefined);
    setChosen(new Set(next));
  };
  return {
    chosen,
    all,
    toggle: (id, through) => {
      const on = !chosen.has(id);
      const [from, to] = [ids.indexOf(last ?? id), ids.indexOf(id)].sort((one, other) => one - other);
      const touched = through && from !== undefined && to !== undefined ? ids.slice(from, to + 1) : [id];
      setLast(id);
      choose(on ? [...chosen, ...touched] : [...chosen].filter((each) => !touched.includes(each)));
    },
    togglePage: () => choose(ids.every((id) => chosen.has(id)) ? [] : ids),
    chooseAll: (counted) => {
      setAll(counted);
      setChosen(new Set(ids));
    },
    clear: () => choose([]),
  };
}
