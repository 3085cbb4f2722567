/** A thread that looks for words in one document, and is over. */
import { parentPort, workerData } from "node:worker_threads";
import { findAll, findKeyword } from "#lib/pades/keyword.ts";
import { PdfRefused } from "#lib/pades/refused.ts";
import type { Search, SearchOutcome } from "./word-search.ts";

async function search(given: Search): Promise<SearchOutcome> {
  const { pdf, keyword } = given;
  try {
    if ("all" in given) return await findAll(pdf, keyword);
    return { found: [await findKeyword(pdf, { keyword, which: given.which })], more: false };
  } catch (error) {
    if (error instanceof PdfRefused) return { refused: error.code };
    throw error;
  }
}

parentPort?.postMessage({ output: await search(workerData as Search) });
