// One of the workers that compute: all of them run this.
import "@urna/verifier/worker";
