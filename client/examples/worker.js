import "@urna/client/worker";
