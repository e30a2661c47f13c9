# Compute the figures of an Entente round again, outside Entente, with base R alone.
#
#     Rscript recompute_agreement.R CODINGS.csv [FIGURES.csv]
#
# CODINGS.csv is the download "the codings behind the figures", FIGURES.csv the download "the figures". Without the
# second, what was computed is printed as CSV. With it, each figure is compared: the largest difference is printed, and
# the exit status is 1 when one is above 1e-9. Intervals, standard errors and shares of resamples are not computed here:
# they rest on resamples of threads. Nor are dimensions as wholes: their level of measurement is not in the file.

notes <- "Well-known packages give other values here and there:
- kripp.alpha of irr 0.84.1, with complete data and more than two coders: it divides by 1 where the number of coders
  less one belongs. With missing codings, or two coders, it agrees with this script.
- alpha of icr 0.6.6, with four coders or more: a sum of fractions is kept as a whole number.
- where all codings are equal, alpha is undefined here: irr, icr and nltk say 1, Python's krippendorff stops.
- agree of irr counts a unit as agreed when all coders agree; percent_agreement here is the mean share of pairs.
"

arguments <- commandArgs(trailingOnly = TRUE)
if (!length(arguments) %in% 1:2) stop("usage: recompute_agreement.R CODINGS.csv [FIGURES.csv]")

# One row a coding and code; NA where the code was not asked.
codings <- read.csv(arguments[1], colClasses = "character", na.strings = "NA", encoding = "UTF-8")
codings$value <- as.integer(codings$value)

# Where each unit stands. A unit belongs to the batch in which the last of its coders met it.
window <- 3
places <- codings[!duplicated(codings$unit), c("unit", "profession", "source", "depth")]
last <- tapply(as.integer(codings$batch), codings$unit, max)
batches <- seq_len(max(0, last))
groups <- list()
for (subset in c("profession", "source", "depth")) {
  for (value in setdiff(sort(unique(places[[subset]])), "")) {
    groups[[length(groups) + 1]] <- list(subset, value, places$unit[places[[subset]] == value])
  }
}
for (batch in if (length(batches) > 1) batches) {
  groups[[length(groups) + 1]] <- list("batch", as.character(batch), names(last)[last == batch])
  if (batch >= window) {
    groups[[length(groups) + 1]] <-
      list("window", as.character(batch), names(last)[last > batch - window & last <= batch])
  }
}
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

cohen_kappa <- function(first, second) {
  chance <- mean(first) * mean(second) + mean(1 - first) * mean(1 - second)
  if (chance == 1) NA else (mean(first == second) - chance) / (1 - chance)
}

basic <- list(percent_agreement = percent_agreement, krippendorff_alpha = krippendorff_alpha)
metrics <- c(basic, list(
  gwet_ac1 = gwet_ac1,
  positive_agreement = function(counts) specific_agreement(counts, 2),
  negative_agreement = function(counts) specific_agreement(counts, 1),
  times_chosen = function(counts) sum(pairable(counts)[, 2]),
  units_all_chose = function(counts) sum(pairable(counts)[, 1] == 0),
  units_some_chose = function(counts) sum(pairable(counts)[, 1] > 0 & pairable(counts)[, 2] > 0),
  units_none_chose = function(counts) sum(pairable(counts)[, 2] == 0),
  singletons = function(counts) sum(rowSums(counts) == 1)
))

# Some coefficients of some rows, as lines of the table of figures.
measured <- function(rows, which, subset = "", subset_value = "", coder_a = "", coder_b = "") {
  counts <- counts_of(rows)
  values <- vapply(which, function(compute) as.numeric(compute(counts)), numeric(1))
  data.frame(
    metric = names(which), subset = subset, subset_value = subset_value, coder_a = coder_a, coder_b = coder_b,
    value = unname(values)
  )
}

of_pair <- function(rows, a, b) {
  first <- rows[rows$coder == a, ]
  second <- rows[rows$coder == b, ]
  common <- intersect(first$unit, second$unit)
  if (!length(common)) return(NULL)
  kappa <- cohen_kappa(first$value[match(common, first$unit)], second$value[match(common, second$unit)])
  rbind(
    measured(rows[rows$coder %in% c(a, b) & rows$unit %in% common, ], basic, coder_a = a, coder_b = b),
    data.frame(metric = "cohen_kappa", subset = "", subset_value = "", coder_a = a, coder_b = b, value = kappa)
  )
}

of_code <- function(rows) {
  found <- list(measured(rows, metrics))
  add <- function(more) found[[length(found) + 1]] <<- more
  coders <- sort(unique(rows$coder), method = "radix")
  for (coder in coders) {
    chosen <- mean(rows$value[rows$coder == coder])
    add(data.frame(
      metric = "prevalence", subset = "coder", subset_value = "", coder_a = coder, coder_b = "", value = chosen
    ))
    add(measured(rows[rows$coder != coder, ], basic, "without", coder_a = coder))
  }
  for (a in coders) for (b in coders[coders > a]) add(of_pair(rows, a, b))
  alphas <- c()
  for (group in groups) {
    part <- measured(rows[rows$unit %in% group[[3]], ], basic, group[[1]], group[[2]])
    add(part)
    if (group[[1]] == "profession") alphas[group[[2]]] <- part$value[part$metric == "krippendorff_alpha"]
  }
  for (a in names(alphas)) for (b in names(alphas)) {
    add(data.frame(
      metric = "krippendorff_alpha", subset = "difference", subset_value = paste(a, "-", b), coder_a = "",
      coder_b = "", value = alphas[[a]] - alphas[[b]]
    ))
  }
  do.call(rbind, found)
}

keys <- unique(codings[, c("dimension", "code")])
found <- do.call(rbind, lapply(seq_len(nrow(keys)), function(i) {
  rows <- codings[codings$dimension == keys$dimension[i] & codings$code == keys$code[i], ]
  cbind(dimension = keys$dimension[i], code = keys$code[i], of_code(rows))
}))

if (length(arguments) == 1) {
  found$value <- format(found$value, digits = 17, trim = TRUE)
  write.csv(found, stdout(), row.names = FALSE, na = "")
  quit(status = 0)
}

stated <- read.csv(arguments[2], colClasses = "character", encoding = "UTF-8")
stated <- stated[stated$code != "" & stated$metric != "threads", ]
swapped <- stated$coder_b != "" & stated$coder_a > stated$coder_b
stated[swapped, c("coder_a", "coder_b")] <- stated[swapped, c("coder_b", "coder_a")]
stated$stated <- suppressWarnings(as.numeric(stated$value))
names <- c("dimension", "code", "metric", "subset", "subset_value", "coder_a", "coder_b")
both <- merge(stated[, c(names, "stated")], found, all.x = TRUE)
apart <- is.na(both$stated) != is.na(both$value)
largest <- max(c(0, abs(both$stated - both$value)), na.rm = TRUE)
cat(sprintf("%d figures compared, largest difference %.3g, %d on one side only\n", nrow(both), largest, sum(apart)))
for (line in which(apart)) cat("on one side only:", unlist(both[line, names]), "\n")
cat(notes)
quit(status = as.integer(any(apart) || largest > 1e-9 || nrow(both) == 0))
