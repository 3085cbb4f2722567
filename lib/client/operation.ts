/** What an operation of the description takes and answers, as types. */
import type { paths } from "./generated/paths.ts";

export type Method = "GET" | "POST" | "PATCH" | "DELETE";

/** The addresses that have such an operation. */
export type PathWith<Of extends Method> = {
  [Path in keyof paths]: paths[Path] extends Record<Lowercase<Of>, object> ? Path : never;
}[keyof paths];

export type OperationOf<Path extends keyof paths, Of extends Method> =
  paths[Path] extends Record<Lowercase<Of>, infer Operation> ? Operation : never;

/** Parameters in path and query, and the body. */
export type Given<Operation> = (Operation extends { parameters: infer Places }
  ? Omit<Places, "header" | "cookie">
  : object) &
  (Operation extends { requestBody: { content: infer Content } } ? { body: Content[keyof Content] } : object);

/** The JSON of its success; never, where it answers something else. */
export type AnswerOf<Operation> = Operation extends { responses: infer Answers }
  ? JsonIn<Answers[keyof Answers & (200 | 201 | 202)]>
  : never;

type JsonIn<Answer> = Answer extends { content: { "application/json": infer Json } } ? Json : never;
