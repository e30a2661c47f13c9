# Compute the figures of an Entente round again, outside Entente, with base R alone.
#
#     Rscript recompute_agreement.R CODINGS.csv [FIGURES.csv]
#
# CODINGS.csv is the download "the codings behind the figures", FIGURES.csv the download "the figures". Without the
# second, what was computed is printed as CSV. With it, each figure is compared: the largest difference is printed, and
# the exit status is 1 when one is above 1e-9. Intervals are not computed here: they rest on resamples.
#
# kripp.alpha of the package irr 0.84.1 gives other values for complete data with more than two coders: it divides by 1
# where the number of coders less one belongs. This script and Krippendorff's printed examples agree.

arguments <- commandArgs(trailingOnly = TRUE)
if (!length(arguments) %in% 1:2) stop("usage: recompute_agreement.R CODINGS.csv [FIGURES.csv]")

# One row a coding and code; NA where the code was not asked.
codings <- read.csv(arguments[1], colClasses = "character", na.strings = "NA", encoding = "UTF-8")
codings$value <- as.integer(codings$value)
codings <- codings[!is.na(codings$value), ]

# Units in rows, how many coders left the code and how many chose it in columns.
counts_of <- function(rows) {
  counts <- table(factor(rows$unit), factor(rows$value, levels = 0:1))
  matrix(as.numeric(counts), ncol = 2)
}

agreeing <- function(counts) {
  n <- rowSums(counts)
  rowSums(counts * (counts - 1)) / (n * (n - 1))
}

pairable <- function(counts) counts[rowSums(counts) > 1, , drop = FALSE]

percent_agreement <- function(counts) {
  rows <- pairable(counts)
  if (nrow(rows)) mean(agreeing(rows)) else NA
}

krippendorff_alpha <- function(counts) {
  rows <- pairable(counts)
  totals <- colSums(rows)
  n <- sum(totals)
  expected <- n^2 - sum(totals^2)
  if (!nrow(rows) || expected == 0) return(NA)
  1 - (n - 1) * sum(rowSums(rows) * (1 - agreeing(rows))) / expected
}

gwet_ac1 <- function(counts) {
  observed <- percent_agreement(counts)
  chosen <- mean(counts[, 2] / rowSums(counts))
  chance <- 2 * chosen * (1 - chosen)
  (observed - chance) / (1 - chance)
}

specific_agreement <- function(counts, column) {
  rows <- pairable(counts)
  given <- rows[, column]
  if (!sum(given)) return(NA)
  sum(given * (given - 1) / (rowSums(rows) - 1)) / sum(given)
}

metrics <- list(
  percent_agreement = percent_agreement,
  krippendorff_alpha = krippendorff_alpha,
  gwet_ac1 = gwet_ac1,
  positive_agreement = function(counts) specific_agreement(counts, 2),
  negative_agreement = function(counts) specific_agreement(counts, 1)
)

keys <- unique(codings[, c("dimension", "code")])
found <- do.call(rbind, lapply(seq_len(nrow(keys)), function(i) {
  rows <- codings[codings$dimension == keys$dimension[i] & codings$code == keys$code[i], ]
  counts <- counts_of(rows)
  values <- vapply(metrics, function(compute) as.numeric(compute(counts)), numeric(1))
  data.frame(dimension = keys$dimension[i], code = keys$code[i], metric = names(metrics), value = unname(values))
}))

if (length(arguments) == 1) {
  found$value <- format(found$value, digits = 17, trim = TRUE)
  write.csv(found, stdout(), row.names = FALSE, na = "")
  quit(status = 0)
}

stated <- read.csv(arguments[2], colClasses = "character", encoding = "UTF-8")
stated <- stated[stated$code != "" & stated$coder_a == "" & stated$metric %in% names(metrics), ]
stated$stated <- suppressWarnings(as.numeric(stated$value))
both <- merge(stated[, c("dimension", "code", "metric", "stated")], found, all.x = TRUE)
apart <- is.na(both$stated) != is.na(both$value)
largest <- max(c(0, abs(both$stated - both$value)), na.rm = TRUE)
cat(sprintf("%d figures compared, largest difference %.3g, %d on one side only\n", nrow(both), largest, sum(apart)))
quit(status = as.integer(any(apart) || largest > 1e-9 || nrow(both) == 0))
