/** The form of a procedure for other programs: JSON Schema, draft 2020-12. It says the form alone, as `readProcedure` does. */
import * as z from "zod/mini";
import { procedureForm } from "./procedure.ts";

export function procedureJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(procedureForm, { target: "draft-2020-12" });
}
