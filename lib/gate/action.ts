/**
 * A server action as a declaration: who may send which form, and which verb it calls; the wrapper does the rest.
 *
 *     export const inviteMemberAction = action({
 *       schema: invitationSchema,
 *       verb: ({ actor, data }) => inviteMember({ actor, ...data }),
 *       revalidate: MEMBERS_PATH,
 *     });
 *
 * In order: authenticate, parse, call, show the pages anew, and say what was refused: beside the field where there is
 * one, else of the whole. What the actor may is asked by the verb. Redirects and defects pass through.
 */
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { problemTexts } from "#lib/infra/http/problems.ts";
import { type ErrorCode, SealbookError } from "#lib/words/errors.ts";
import type { FormProblem, FormState } from "#lib/words/form-state.ts";
import type { UserActor } from "./actor.ts";
import { currentClient } from "./browser-session.ts";
import { currentMember, requirePerson } from "./page-member.ts";
import { formArrived } from "./page-request.ts";
import { type ParsedForm, parseForm } from "./parse-form.ts";

const NO_FIELDS = z.object({});

type Client = Awaited<ReturnType<typeof currentClient>>;
type Text<Data> = string | ((data: Data) => string);

interface Form<Schema extends z.ZodObject, Result, Done> {
  /** A form that asks different people for different fields says which it is. */
  schema: Schema | ((form: FormData) => Schema);
  /** Fields that are never sent back. */
  secrets?: readonly (keyof Schema["shape"] & string)[];
  /** Fields that are empty again when it worked. */
  clears?: readonly (keyof Schema["shape"] & string)[];
  /** What success hands back to the page; `true` unless said. */
  done?: (result: Result, data: z.output<Schema>) => Done;
  /** Pages that show what the verb changes; "/" with everything below it when it is `layout`. */
  revalidate?: Text<z.output<Schema>> | { layout: string };
}

/** Of who is signed in. */
export type MemberForm<Schema extends z.ZodObject, Result, Done> = Form<Schema, Result, Done> & {
  auth?: "member";
  verb: (input: { actor: UserActor; data: z.output<Schema>; client: Client }) => Promise<Result>;
};
/** Of anybody: what proves that they may, such as a password or the token of a link, is in the form. */
export type PublicForm<Schema extends z.ZodObject, Result, Done> = Form<Schema, Result, Done> & {
  auth: "public";
  verb: (input: { actor: undefined; data: z.output<Schema>; client: Client }) => Promise<Result>;
};

/** What a page calls with `useActionState`. */
export type FormAction<Done> = (before: FormState<string, Done>, form: FormData) => Promise<FormState<string, Done>>;

export function action<Schema extends z.ZodObject, Result, Done = true>(
  declaration: MemberForm<Schema, Result, Done>,
): FormAction<Done>;
export function action<Schema extends z.ZodObject, Result, Done = true>(
  declaration: PublicForm<Schema, Result, Done>,
): FormAction<Done>;
export function action<Schema extends z.ZodObject, Result, Done>(
  declaration: Form<Schema, Result, Done> & {
    auth?: "member" | "public";
    verb: (input: { actor: UserActor & undefined; data: z.output<Schema>; client: Client }) => Promise<Result>;
  },
): FormAction<Done> {
  const { auth = "member", secrets = [], clears = [], done = () => true as Done, revalidate, verb } = declaration;
  return async (_, form) => {
    requireForm(form);
    const client = await currentClient();
    const problemOf = (error: SealbookError): FormProblem => {
      return { code: error.code, text: problemTexts(error, client.locale).detail };
    };
    const actor = auth === "member" ? await currentMember() : undefined;
    const schema = schemaOf(declaration.schema, form);
    const parsed = parseForm(schema, form, { secrets });
    const { values } = parsed;
    if (auth === "member" && !actor) {
      return { values, problems: {}, problem: problemOf(new SealbookError("session_ended")) };
    }
    if (!("data" in parsed)) {
      return { values, problems: mapValues(parsed.problems, (code) => problemOf(new SealbookError(code))) };
    }
    const { data } = parsed;
    // The overloads promise an actor to the verbs of members' forms alone.
    const outcome = await refusalOr(() => verb({ actor: actor as UserActor & undefined, data, client }));
    showAnew(revalidate, data);
    if ("result" in outcome) {
      for (const name of clears) delete values[name];
      return { values, problems: {}, done: done(outcome.result, data) };
    }
    const { field } = outcome.refused;
    const problem = problemOf(outcome.refused);
    return field !== undefined && field in schema.shape
      ? { values, problems: { [field]: problem } }
      : { values, problems: {}, problem };
  };
}

interface Button<Schema extends z.ZodObject> {
  schema?: Schema;
  revalidate?: Text<z.output<Schema>> | { layout: string };
}
type MemberButton<Schema extends z.ZodObject> = Button<Schema> & {
  auth?: "member";
  /** The page with the button: whoever is not signed in any more comes back to it after signing in. */
  returnTo: Text<z.output<Schema>>;
  verb: (input: { actor: UserActor; data: z.output<Schema> }) => Promise<unknown>;
};
type PublicButton<Schema extends z.ZodObject> = Button<Schema> & {
  auth: "public";
  verb: (input: { actor: UserActor | undefined; data: z.output<Schema> }) => Promise<unknown>;
};

/**
 * The action of a button, which shows nothing of a refusal but its page anew: what is gone already is what was asked
 * for, and who may not is told by a page without the button.
 */
export function buttonAction<Schema extends z.ZodObject = typeof NO_FIELDS>(
  declaration: MemberButton<Schema> | PublicButton<Schema>,
): (form: FormData) => Promise<void> {
  const { schema = NO_FIELDS, revalidate } = declaration;
  return async (form) => {
    requireForm(form);
    const parsed = parseForm(schema, form) as ParsedForm<Schema>;
    // Only what no page of ours sends.
    if (!("data" in parsed))
      throw new Error(`a button sent ${Object.keys(parsed.problems).join(", ")} as no page does`);
    const { data } = parsed;
    if (declaration.auth === "public") {
      await refusalOr(async () => declaration.verb({ actor: await currentMember(), data }));
    } else {
      const actor = await requirePerson(textOf(declaration.returnTo, data));
      await refusalOr(() => declaration.verb({ actor, data }));
    }
    showAnew(revalidate, data);
  };
}

/** Anybody may call an action with anything. */
function requireForm(form: unknown): void {
  if (!(form instanceof FormData)) throw new TypeError("an action was called without a form");
  formArrived();
}

function schemaOf<Schema>(schema: Schema | ((form: FormData) => Schema), form: FormData): Schema {
  return typeof schema === "function" ? (schema as (form: FormData) => Schema)(form) : schema;
}

async function refusalOr<Result>(
  verb: () => Promise<Result>,
): Promise<{ result: Result } | { refused: SealbookError }> {
  try {
    return { result: await verb() };
  } catch (error) {
    if (error instanceof SealbookError) return { refused: error };
    throw error;
  }
}

/** Whatever the verb said: what it refused has often been changed by somebody else meanwhile. */
function showAnew<Data>(pages: Text<Data> | { layout: string } | undefined, data: Data): void {
  if (pages === undefined) return;
  if (typeof pages === "object") revalidatePath(pages.layout, "layout");
  else revalidatePath(textOf(pages, data));
}

function textOf<Data>(text: Text<Data>, data: Data): string {
  return typeof text === "function" ? text(data) : text;
}

function mapValues<To>(from: Record<string, ErrorCode>, change: (code: ErrorCode) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(from).map(([name, code]) => [name, change(code)]));
}
