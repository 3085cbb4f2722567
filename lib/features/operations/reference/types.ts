/** The description of the API: OpenAPI 3.1, as far as we write it. https://spec.openapis.org/oas/v3.1.1 */

/** JSON Schema 2020-12. */
export interface Schema {
  [keyword: string]: unknown;
}

export interface Reference {
  $ref: string;
}

export interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  required?: boolean;
  description?: string;
  schema: Schema;
}

export interface Content {
  [mediaType: string]: { schema?: Schema | Reference };
}

export interface ResponseDescription {
  description: string;
  headers?: Record<string, Reference>;
  content?: Content;
}

export interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  parameters?: (Parameter | Reference)[];
  requestBody?: { required: boolean; content: Content };
  responses: Record<string, ResponseDescription>;
  security: Record<string, string[]>[];
  "x-rate-limit"?: { name: string; requests: number; windowSeconds: number; per: "account" | "address" };
  "x-cors"?: true;
}

export interface ApiDescription {
  openapi: "3.1.1";
  info: { title: string; version: string; summary: string; description: string };
  servers: { url: string }[];
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, Schema>;
    headers: Record<string, { description: string; schema: Schema }>;
    parameters: Record<string, Parameter>;
    securitySchemes: Record<string, Record<string, string>>;
  };
}

/** Parts of the API, in the order in which they are described; pages is what the product's own pages ask, which may change at any time. */
export const TAGS = [
  "evidence",
  "certificates",
  "verification",
  "ledger",
  "issuers",
  "seals",
  "contracts",
  "statements",
  "keys",
  "units",
  "webhooks",
  "installation",
  "pages",
] as const;
export type Tag = (typeof TAGS)[number];

/** In the order in which they are shown: what the first ones make is used by those that follow. */
export const FLOWS = ["setUp", "record", "upload", "wait", "receipt", "verify", "bulk", "webhook"] as const;
export type Flow = (typeof FLOWS)[number];

export interface Example {
  language: string;
  /** What stands in the file for each flow. */
  parts: Partial<Record<Flow, string>>;
}
