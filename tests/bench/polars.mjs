// The workload in Polars, for reference: on time in full for each customer and month out of a file.
//   node polars.mjs csv|ndjson|parquet FILE        POLARS_MAX_THREADS says how many threads
// Prints how many cells there are, and the sums of their items and of the good ones.
import { createRequire } from "node:module";

const [format, path] = process.argv.slice(2);
// Resolved from the folder it is started in, where `./dev bench` installs it.
const pl = createRequire(process.cwd() + "/")("nodejs-polars");
const used = ["customer", "promised", "delivered", "ordered", "received"];
const table = format === "csv" ? pl.scanCSV(path) : format === "ndjson" ? pl.scanJson(path, {}) : pl.scanParquet(path);
const time = (name) => (format === "parquet" ? pl.col(name) : pl.col(name).str.strptime(pl.Datetime("ms"), "%Y-%m-%d %H:%M:%S").as(name));

const cells = await table
  .select(...used)
  .withColumns(time("promised"), time("delivered"))
  .withColumns(
    pl.col("promised").dt.year().mul(pl.lit(12)).add(pl.col("promised").dt.month()).as("month"),
    // 30 minutes in microseconds, which both kinds of times are held in; what was not delivered is not good
    pl.col("delivered").cast(pl.Int64).sub(pl.col("promised").cast(pl.Int64)).ltEq(pl.lit(1_800_000_000)).and(pl.col("received").gtEq(pl.col("ordered"))).fillNull(pl.lit(false)).as("good"),
  )
  .groupBy(["customer", "month"])
  .agg(pl.col("good").count().as("items"), pl.col("good").sum().as("good"))
  .collect();
console.log(cells.height, cells["items"].sum(), cells["good"].sum());
