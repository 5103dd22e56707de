/** A field that the server found fault with. */
export interface FieldFault {
  readonly field: string;
  readonly description: string;
}

interface ErrorJson {
  readonly code?: string;
  readonly message?: string;
  readonly details?: readonly { readonly type?: string; readonly debug?: { readonly reason?: string; readonly fieldViolations?: readonly Partial<FieldFault>[] } }[];
}

/** What a call came to instead of an answer (docs/api.md, "Errors"). */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    /** Connect's spelling, such as `not_found`. */
    readonly code: string,
    /** Stable; empty where nobody answered. */
    readonly reason: string,
    /** For a developer. */
    readonly detail: string,
    readonly fields: readonly FieldFault[] = [],
  ) {
    super(`${code} ${reason} ${detail}`);
  }

  /** From the body of an answer; what is no error of the API comes from something on the way, such as a proxy. */
  static read(status: number, body: string): ApiError {
    let json: ErrorJson;
    try {
      json = JSON.parse(body) as ErrorJson;
    } catch {
      json = {};
    }
    const code = json.code ?? (status === 404 ? "not_found" : "unavailable");
    const detailOf = (type: string) => (json.details ?? []).find((one) => one.type === type)?.debug;
    const fields = (detailOf("google.rpc.BadRequest")?.fieldViolations ?? []).map(({ field, description }) => ({ field: field ?? "", description: description ?? "" }));
    return new ApiError(code, detailOf("google.rpc.ErrorInfo")?.reason ?? code.toUpperCase(), json.message ?? `HTTP ${status}`, fields);
  }

  /** Whether the same call may well succeed in a while. */
  get isPassing(): boolean {
    return ["unavailable", "deadline_exceeded", "resource_exhausted"].includes(this.code);
  }
}
