// Where the pages are. Addresses are for ever: they stand in letters and on posters.

const part = encodeURIComponent;

export const addresses = {
  landing: (process: string) => `/p/${part(process)}`,
  mandate: (process: string) => `/p/${part(process)}/mandate`,
  projects: (process: string) => `/p/${part(process)}/projects`,
  project: (process: string, contest: string, project: string) => `/p/${part(process)}/projects/${part(contest)}/${part(project)}`,
  shortlist: (process: string) => `/p/${part(process)}/shortlist`,
  booklet: (process: string) => `/p/${part(process)}/booklet`,
  poster: (process: string) => `/p/${part(process)}/poster`,
  proposals: (process: string) => `/p/${part(process)}/proposals`,
  proposal: (process: string, proposal: string) => `/p/${part(process)}/proposals/${part(proposal)}`,
  propose: (process: string) => `/p/${part(process)}/propose`,
  results: (process: string) => `/p/${part(process)}/results`,
  result: (process: string, contest: string) => `/p/${part(process)}/results/${part(contest)}`,
  // Of whoever reads, and of no process.
  mine: "/mine",
  account: "/account",
  // Of other doors.
  vote: (process: string) => `/vote/${part(process)}`,
  check: (process: string) => `/check/${part(process)}`,
  observe: (process: string) => `/observe/${part(process)}`,
  files: (process: string) => `/observe/${part(process)}/files`,
} as const;
