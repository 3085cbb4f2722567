/**
 * Whether the form of a POST arrived where it is read. Before that, what fails is the sender's fault: the framework tells the two
 * apart by nothing. Its bundle has a copy of this module of its own, so the word is passed through the process.
 */
import { AsyncLocalStorage } from "node:async_hooks";

/** A POST to a page. */
export interface PagePost {
  arrived: boolean;
}

const KEY = Symbol.for("sealbook.page-posts");
const shared = globalThis as { [KEY]?: AsyncLocalStorage<PagePost> };

/** The POST that is being answered, if one is. */
export function pagePosts(): AsyncLocalStorage<PagePost> {
  shared[KEY] ??= new AsyncLocalStorage();
  return shared[KEY];
}

/** Says that from here on it is our fault. */
export function formArrived(): void {
  const post = pagePosts().getStore();
  if (post) post.arrived = true;
}
