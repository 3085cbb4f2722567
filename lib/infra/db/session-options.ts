/**
 * What every connection but a pooler's sets for itself, as PostgreSQL's `options`: a role may change its own defaults
 * (`ALTER ROLE … SET search_path`), and so lead the names of the next session elsewhere.
 */
export const SESSION_OPTIONS = "-c search_path=public";
