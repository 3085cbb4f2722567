/** The answers to a bulk as lines of JSON, in the reader's language, read as fast as they are taken. */
import { Readable } from "node:stream";
import type { Locale } from "#lib/i18n/locale.ts";
import { problemDocument, toProblem } from "#lib/infra/http/problems.ts";
import { type ErrorCode, SealbookError } from "#lib/words/errors.ts";
import { findAnswers } from "../rows.ts";
import type { AnsweredLines, LineProblem } from "../types.ts";
import type { Progress } from "../verbs/progress.ts";

interface Wish {
  bulkId: string;
  /** The first line whose answer is wanted. */
  from: number;
  locale: Locale;
}

/** What is answered up to `lines`. */
export function keptAnswers(wish: Wish, lines: number): Readable {
  return Readable.from(answersUpTo(wish, lines), { objectMode: false });
}

/**
 * What is answered while it comes in. Whoever reads slowly keeps nobody from sending: the answers are read from where they are kept. Why a
 * bulk stopped before its end is a last line that has a problem, and no number.
 */
export function comingAnswers(wish: Wish, progress: Progress): Readable {
  return Readable.from(answersOf(wish, progress), { objectMode: false });
}

async function* answersOf(wish: Wish, progress: Progress): AsyncGenerator<string> {
  let from = wish.from;
  for (;;) {
    await progress.until(from);
    const { lines, latest } = progress;
    if (lines < from) break;
    if (latest?.first === from) yield inWords(latest, wish.locale);
    else yield* answersUpTo({ ...wish, from }, lines);
    from = lines + 1;
  }
  if (progress.failure === undefined) return;
  yield `${JSON.stringify({ problem: problemDocument(toProblem(progress.failure), wish.locale) })}\n`;
}

async function* answersUpTo({ bulkId, from, locale }: Wish, lines: number): AsyncGenerator<string> {
  for (let next = from; next <= lines; ) {
    const row = await findAnswers(bulkId, next);
    if (row === undefined) throw new SealbookError("answers_expired");
    const end = row.first + row.lines;
    const isPart = row.first < next || end > lines + 1;
    yield isPart ? within(inWords(row, locale), { from: next, to: lines }) : inWords(row, locale);
    next = end;
  }
}

function within(answers: string, { from, to }: { from: number; to: number }): string {
  const kept = answers.split("\n").filter((text) => {
    const line = Number(/^\{"line":(\d+)/.exec(text)?.[1]);
    return line >= from && line <= to;
  });
  return kept.map((text) => `${text}\n`).join("");
}

/** Problems are kept without words, which each reader is given in their own language. */
function inWords({ answers, refused }: AnsweredLines, locale: Locale): string {
  if (refused === 0) return answers;
  return answers.replaceAll(/^\{"line":\d+,"problem":.*$/gm, (text) => {
    const { line, problem } = JSON.parse(text) as { line: number; problem: LineProblem };
    return JSON.stringify({ line, problem: problemDocument(toError(problem), locale) });
  });
}

function toError({ code, field, ...details }: LineProblem): SealbookError {
  const given = details as Record<string, string | number>;
  return new SealbookError(code as ErrorCode, { ...(field === undefined ? {} : { field }), details: given });
}
