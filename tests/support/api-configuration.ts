/** The configuration of the API's tests: environment.ts, a small upload limit, no request lines. Imported first. */
import "#tests/support/environment.ts";

Object.assign(process.env, { NODE_ENV: "test", UPLOAD_BYTES_MAX: String(24 * 1024 * 1024) });
