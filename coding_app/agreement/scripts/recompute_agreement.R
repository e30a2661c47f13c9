# Compute the figures of an Entente round again, outside Entente, with base R alone.
#
#     Rscript recompute_agreement.R CODINGS.csv [FIGURES.csv]
#
# CODINGS.csv is the download "the codings behind the figures", FIGURES.csv the download "the figures". Without the
# second, what was computed of each code is printed as CSV. With it, each figure is compared, those of dimensions as
# wholes too, whose level of measurement it says: the largest difference is printed, and the exit status is 1 when one
# is above 1e-9. Intervals, standard errors and shares of resamples are not computed here: they rest on resamples of
# threads.

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

# How many units of the population each unit stands for, where the file says so; their mean is made 1.
once <- codings[!duplicated(codings$unit), ]
weight_of <- if (is.null(once$weight)) rep(1, nrow(once)) else as.numeric(once$weight)
is_weighted <- length(unique(weight_of)) > 1
weight_of <- setNames(weight_of / mean(weight_of), once$unit)

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
everybody <- sort(unique(codings$coder), method = "radix")
keys <- unique(codings[, c("dimension", "code")])  # before NA is left out: a code that nobody was asked has figures too
codings <- codings[!is.na(codings$value), ]

# A question: its rows (unit, thread, coder, label from 1), how many labels there are in use or declared, how far labels
# are from each other, and how many categories the codebook declares (0: sets of codes, which are not declared).
question <- function(rows, labels, distance, categories, is_code = FALSE) {
  list(rows = rows, labels = labels, distance = distance, categories = categories, is_code = is_code)
}

# Squared distances of labels; totals: how often each was given, which decides ranks.
distances <- list(
  nominal = function(totals) 1 - diag(length(totals)),
  ordinal = function(totals) outer(cumsum(totals) - totals / 2, cumsum(totals) - totals / 2, "-")^2,
  interval = function(totals) outer(seq_along(totals), seq_along(totals), "-")^2,
  ratio = function(totals) {
    value <- seq_along(totals) - 1
    sum_of <- outer(value, value, "+")
    (outer(value, value, "-") / ifelse(sum_of == 0, 1, sum_of))^2
  }
)

of_one_code <- function(dimension, code) {
  rows <- codings[codings$dimension == dimension & codings$code == code, ]
  rows$label <- rows$value + 1
  question(rows, 2, distances$nominal, 2, is_code = TRUE)
}

# MASI (Passonneau 2006): 1 - Jaccard x 1 equal, 2/3 one contains the other, 1/3 overlap, 0 disjoint; sets in rows.
masi <- function(sets) {
  shared <- sets %*% t(sets)
  size <- rowSums(sets)
  union <- outer(size, size, "+") - shared
  nested <- ifelse(shared == union, 1, ifelse(shared == outer(size, size, pmin), 2 / 3, 1 / 3))
  1 - nested * ifelse(union == 0, 1, shared / union)
}

# The codes of a dimension together. Where one is chosen, "none applies" is a category after the others, or, on a
# scale, says nothing; who put different codes on several passages named no one category.
of_dimension <- function(dimension, level, categories) {
  codes <- keys$code[keys$dimension == dimension]
  rows <- codings[codings$dimension == dimension, ]
  who <- paste(rows$unit, rows$coder)
  first <- rows[!duplicated(who), ]
  chosen <- matrix(0, nrow(first), length(codes))
  chosen[cbind(match(who, unique(who)), match(rows$code, codes))] <- rows$value
  if (level == "set") {
    # A set is made of the codes that every coding of the dimension could choose.
    chosen <- chosen[, table(factor(rows$code, codes)) == nrow(first), drop = FALSE]
    words <- apply(chosen, 1, paste, collapse = "")
    first$label <- match(words, unique(words))
    apart <- masi(chosen[!duplicated(words), , drop = FALSE])
    return(question(first, nrow(apart), function(totals) apart, 0))
  }
  n <- rowSums(chosen)
  first$label <- ifelse(n == 1, max.col(chosen, "first"), ifelse(n == 0 & categories > length(codes), categories, NA))
  question(first[!is.na(first$label), ], categories, distances[[level]], categories)
}

# Units in rows, how many coders gave each label in columns.
counts_of <- function(rows, labels) {
  counts <- table(factor(rows$unit), factor(rows$label, levels = seq_len(labels)))
  matrix(as.numeric(counts), ncol = labels, dimnames = list(rownames(counts), NULL))
}

# How much each unit counts in alpha and percent agreement.
weights_of <- function(rows, asked) if (is.null(asked$weights)) rep(1, nrow(rows)) else asked$weights[rownames(rows)]

agreeing <- function(counts) {
  n <- rowSums(counts)
  rowSums(counts * (counts - 1)) / (n * (n - 1))
}

pairable <- function(counts) counts[rowSums(counts) > 1, , drop = FALSE]

percent_agreement <- function(counts, asked) {
  rows <- pairable(counts)
  weights <- weights_of(rows, asked)
  if (nrow(rows)) sum(weights * agreeing(rows)) / sum(weights) else NA
}

krippendorff_alpha <- function(counts, asked) {
  rows <- pairable(counts)
  weights <- weights_of(rows, asked)
  totals <- colSums(weights * rows)
  apart <- asked$distance(totals)
  expected <- sum(outer(totals, totals) * apart)
  if (!nrow(rows) || expected == 0) return(NA)
  1 - (sum(totals) - 1) * sum(weights * rowSums((rows %*% apart) * rows) / (rowSums(rows) - 1)) / expected
}

gwet_ac1 <- function(counts, asked) {
  if (asked$categories < 2) return(NA)
  observed <- percent_agreement(counts, asked)
  shares <- colMeans(counts / rowSums(counts))
  chance <- sum(shares * (1 - shares)) / (asked$categories - 1)
  (observed - chance) / (1 - chance)
}

# Of the pairs of codings that begin with a label, the share that end with it.
specific_agreement <- function(counts, column) {
  rows <- pairable(counts)
  given <- rows[, column]
  if (!sum(given)) return(NA)
  sum(given * (given - 1)) / sum(given * (rowSums(rows) - 1))
}

cohen_kappa <- function(first, second, labels) {
  rates <- lapply(list(first, second), function(said) tabulate(said, labels) / length(said))
  chance <- sum(rates[[1]] * rates[[2]])
  if (chance == 1) NA else (mean(first == second) - chance) / (1 - chance)
}

basic_of <- function(asked) {
  basic <- list(percent_agreement, krippendorff_alpha)
  names(basic) <- c("percent_agreement", if (asked$categories) "krippendorff_alpha" else "krippendorff_alpha_masi")
  basic
}
of_wholes <- list(singletons = function(counts, asked) sum(rowSums(counts) == 1))
of_codes <- list(
  positive_agreement = function(counts, asked) specific_agreement(counts, 2),
  negative_agreement = function(counts, asked) specific_agreement(counts, 1),
  times_chosen = function(counts, asked) sum(pairable(counts)[, 2]),
  units_all_chose = function(counts, asked) sum(pairable(counts)[, 1] == 0),
  units_some_chose = function(counts, asked) sum(pairable(counts)[, 1] > 0 & pairable(counts)[, 2] > 0),
  units_none_chose = function(counts, asked) sum(pairable(counts)[, 2] == 0)
)

# Lines of the table of figures, and some coefficients of some rows as such.
stated_as <- function(metric, value, subset = "", subset_value = "", coder_a = "", coder_b = "") {
  data.frame(
    metric = metric, subset = subset, subset_value = subset_value, coder_a = coder_a, coder_b = coder_b, value = value
  )
}

measured <- function(rows, asked, which = basic_of(asked), ...) {
  counts <- counts_of(rows, asked$labels)
  values <- vapply(which, function(compute) as.numeric(compute(counts, asked)), numeric(1))
  stated_as(names(which), unname(values), ...)
}

of_pair <- function(asked, a, b) {
  rows <- asked$rows
  first <- rows[rows$coder == a, ]
  second <- rows[rows$coder == b, ]
  common <- intersect(first$unit, second$unit)
  if (!length(common)) return(NULL)
  both <- list(first$label[match(common, first$unit)], second$label[match(common, second$unit)])
  rbind(
    measured(rows[rows$coder %in% c(a, b) & rows$unit %in% common, ], asked, coder_a = a, coder_b = b),
    stated_as("cohen_kappa", cohen_kappa(both[[1]], both[[2]], asked$labels), coder_a = a, coder_b = b)
  )
}

of_question <- function(asked) {
  rows <- asked$rows
  found <- list(measured(rows, asked, c(basic_of(asked), of_wholes, if (asked$is_code) of_codes)))
  add <- function(more) found[[length(found) + 1]] <<- more
  if (asked$categories) add(measured(rows, asked, list(gwet_ac1 = gwet_ac1)))
  met <- unique(rows$unit[duplicated(rows$unit)])
  add(stated_as("threads", length(unique(rows$thread[rows$unit %in% met]))))
  for (coder in everybody) {
    if (asked$is_code) add(stated_as("prevalence", mean(rows$value[rows$coder == coder]), "coder", coder_a = coder))
    add(measured(rows[rows$coder != coder, ], asked, subset = "without", coder_a = coder))
  }
  for (a in everybody) for (b in everybody[everybody > a]) add(of_pair(asked, a, b))
  if (is_weighted) {
    weighted <- asked
    weighted$weights <- weight_of
    add(measured(rows, weighted, subset = "weighted", subset_value = "population"))
  }
  alphas <- c()
  for (group in groups) {
    part <- measured(rows[rows$unit %in% group[[3]], ], asked, subset = group[[1]], subset_value = group[[2]])
    add(part)
    if (group[[1]] == "profession") alphas[group[[2]]] <- part$value[2]
  }
  alpha <- names(basic_of(asked))[2]
  for (a in names(alphas)) for (b in names(alphas)) {
    add(stated_as(alpha, alphas[[a]] - alphas[[b]], "difference", paste(a, "-", b)))
  }
  do.call(rbind, found)
}

found <- do.call(rbind, lapply(seq_len(nrow(keys)), function(i) {
  asked <- of_one_code(keys$dimension[i], keys$code[i])
  cbind(dimension = keys$dimension[i], code = keys$code[i], of_question(asked))
}))

if (length(arguments) == 1) {
  found$value <- format(found$value, digits = 17, trim = TRUE)
  write.csv(found, stdout(), row.names = FALSE, na = "")
  quit(status = 0)
}

stated <- read.csv(arguments[2], colClasses = "character", encoding = "UTF-8")
wholes <- unique(stated[stated$code == "", c("dimension", "level", "categories")])
for (i in seq_len(nrow(wholes))) {
  asked <- of_dimension(wholes$dimension[i], wholes$level[i], as.numeric(wholes$categories[i]))
  found <- rbind(found, cbind(dimension = wholes$dimension[i], code = "", of_question(asked)))
}
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
