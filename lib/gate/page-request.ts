/**
 * What a page or an action says of the request that it answers, to the web process around the framework (bin/web/page-answers.ts). Its
 * bundle has a copy of this module of its own, so the word is passed through the process.
 */
import { AsyncLocalStorage } from "node:async_hooks";

export interface PageRequest {
  /** Whether a form that was posted came to where it is read: before that, what fails is its sender's fault. */
  arrived: boolean;
  /** 404: the page has nothing of what its address names; 410: it has no more. */
  status: 200 | 404 | 410;
  /** Stands for the receipt in the page of a stand-in (bin/web/record-page.ts): each visitor's own is written over it. */
  receiptMark?: string;
}

const KEY = Symbol.for("sealbook.page-requests");
const shared = globalThis as { [KEY]?: AsyncLocalStorage<PageRequest> };

/** The request that is being answered, if one is. */
export function pageRequests(): AsyncLocalStorage<PageRequest> {
  shared[KEY] ??= new AsyncLocalStorage();
  return shared[KEY];
}

/** Says that from here on it is our fault. */
export function formArrived(): void {
  const request = pageRequests().getStore();
  if (request) request.arrived = true;
}

/** What to show in a receipt's place, where the page is rendered for whoever asks. */
export function receiptMark(): string | undefined {
  return pageRequests().getStore()?.receiptMark;
}

/** Says that the page, as it is, is an answer of 404; before anything of it is sent. */
export function answerMissing(): void {
  const request = pageRequests().getStore();
  if (request) request.status = 404;
}

/** Says that the page, as it is, is an answer of 410; before anything of it is sent. */
export function answerGone(): void {
  const request = pageRequests().getStore();
  if (request) request.status = 410;
}
