// What is computed for the ballot is computed here, so that the page stays quick.
import "@urna/client/worker";
