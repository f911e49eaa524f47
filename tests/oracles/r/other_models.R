# Numbers to hold the estimators against: instrumental variables, panels, mixed models, survival.
# Run once from this folder:  Rscript other_models.R
# It makes up the data (no person behind it), writes two CSV files, fits, and writes other_models.json.
suppressMessages({
  library(AER); library(plm); library(lme4); library(survival); library(sandwich); library(lmtest)
  library(jsonlite)
})
set.seed(1789)

n <- 500
people <- data.frame(cluster = rep(1:25, each = 20))
people$region <- (people$cluster - 1) %/% 5 + 1
people$x <- round(rnorm(n) + 0.2 * (people$cluster %% 3), 3)
people$b <- rbinom(n, 1, 0.45)
people$z1 <- round(rnorm(n), 3)
people$z2 <- round(rnorm(n), 3)
u <- rnorm(n)
people$d <- round(0.7 * people$z1 + 0.4 * people$z2 + 0.3 * people$x + 0.6 * u + rnorm(n), 3)
shift <- rnorm(25, sd = 0.6)[people$cluster] + rnorm(5, sd = 0.8)[people$region]
people$y <- round(1 + 0.5 * people$d - 0.3 * people$x + 0.4 * people$b + u +
                  shift + rnorm(n) * (0.5 + 0.3 * people$b), 3)
people$group <- rbinom(n, 1, 0.4)
people$wage <- round(10 + 1.5 * people$x + people$group * (1 + 0.5 * people$x) + rnorm(n), 3)
rate <- exp(-3 + 0.5 * people$b - 0.3 * people$x)
lifetime <- rweibull(n, shape = 1.4, scale = rate^(-1 / 1.4))
censoring <- runif(n, 1, 24)
people$time <- pmax(1, ceiling(pmin(lifetime, censoring)))
people$event <- as.integer(lifetime <= censoring)
people$running <- round(runif(n, -2, 2), 3)
people$treated <- rbinom(n, 1, ifelse(people$running >= 0, 0.85, 0.1))
people$mark <- round(0.5 + 0.8 * people$running - 0.2 * people$running^2 + 1.2 * people$treated +
                     0.3 * people$x + rnorm(n, sd = 0.6), 3)
write.csv(people, "people.csv", row.names = FALSE)

visits <- expand.grid(year = 1:5, unit = 1:60)
effect <- rnorm(60)
visits$x <- round(rnorm(300) + 0.4 * effect[visits$unit], 3)
visits$w <- round(rnorm(300), 3)
visits$fixed <- (visits$unit %% 4 == 0) + 0
visits$area <- (visits$unit - 1) %/% 3 + 1
visits$y <- round(2 + 0.6 * visits$x - 0.4 * visits$w + 0.5 * visits$fixed + effect[visits$unit] + rnorm(300), 3)
visits$kept <- as.integer(runif(300) > 0.15)
write.csv(visits, "visits.csv", row.names = FALSE)

numbers <- function(fit, covariance) {
  b <- coef(fit)
  v <- covariance[names(b), names(b), drop = FALSE]
  list(coefficients = as.list(b), errors = as.list(sqrt(diag(v))))
}
out <- list(version = R.version.string,
            packages = as.list(sapply(c("AER", "plm", "lme4", "survival", "sandwich"),
                              function(p) as.character(packageVersion(p)))))

# Instrumental variables: two-stage least squares with one endogenous variable and two instruments.
iv <- ivreg(y ~ x + b + d | x + b + z1 + z2, data = people)
s <- summary(iv, diagnostics = TRUE)
out$iv <- list(
  plain = numbers(iv, vcov(iv)),
  hc1 = numbers(iv, vcovHC(iv, type = "HC1")),
  cluster = numbers(iv, vcovCL(iv, cluster = ~cluster, type = "HC1")),
  r2 = s$r.squared, n = nobs(iv),
  first_f = unname(s$diagnostics["Weak instruments", "statistic"]),
  wu_hausman = unname(s$diagnostics["Wu-Hausman", c("statistic", "df1", "p-value")]),
  sargan = unname(s$diagnostics["Sargan", c("statistic", "df1", "p-value")]),
  noconstant = numbers(ivreg(y ~ x + d - 1 | x + z1 + z2 - 1, data = people),
                       vcov(ivreg(y ~ x + d - 1 | x + z1 + z2 - 1, data = people))))
# Limited information: kappa is the smallest root of the residual cross products.
outcomes <- cbind(people$y, people$d)
small <- lm(outcomes ~ x + b, data = people); large <- lm(outcomes ~ x + b + z1 + z2, data = people)
kappa <- min(Re(eigen(solve(crossprod(resid(large)), crossprod(resid(small))))$values))
X <- model.matrix(~ x + b + d, people); Z <- model.matrix(~ x + b + z1 + z2, people)
M <- diag(n) - Z %*% solve(crossprod(Z), t(Z))
A <- t(X) %*% (diag(n) - kappa * M)
liml <- solve(A %*% X, A %*% people$y)
e <- people$y - X %*% liml
out$liml <- list(kappa = kappa, coefficients = as.list(setNames(as.numeric(liml), colnames(X))),
                 errors = as.list(sqrt(diag(sum(e^2) / (n - 4) * solve(A %*% X)))))
# Two-step efficient moments: weights from the residuals of the first step.
e1 <- resid(iv); W <- solve(crossprod(Z * e1) / n)
B <- t(X) %*% Z %*% W %*% t(Z)
gmm <- solve(B %*% X, B %*% people$y)
out$gmm <- list(coefficients = as.list(setNames(as.numeric(gmm), colnames(X))))

# Panels.
panel <- function(data) {
  p <- pdata.frame(data, index = c("unit", "year"))
  fe <- plm(y ~ x + w, p, model = "within")
  re <- plm(y ~ x + w + fixed, p, model = "random", random.method = "swar")
  re2 <- plm(y ~ x + w, p, model = "random", random.method = "swar")
  be <- plm(y ~ x + w + fixed, p, model = "between")
  po <- lm(y ~ x + w + fixed, data)
  hm <- phtest(fe, re2)
  # Clusters on the unit: G/(G-1) * (n-1)/(n-k), k counting the constant (Stata).
  g <- length(unique(data$unit)); m <- nrow(data)
  list(fe = numbers(fe, vcov(fe)), fe_constant = as.numeric(within_intercept(fe)),
       fe_cluster_sss = numbers(fe, vcovHC(fe, type = "HC0", method = "arellano", cluster = "group") *
                                      g / (g - 1) * (m - 1) / (m - 3)),
       fe_r2 = unname(summary(fe)$r.squared["rsq"]),
       re = numbers(re, vcov(re)), re_sigma2 = as.list(re$ercomp$sigma2),
       re_xw = numbers(re2, vcov(re2)),
       be = numbers(be, vcov(be)),
       pooled = numbers(po, vcov(po)), pooled_hc1 = numbers(po, vcovHC(po, type = "HC1")),
       pooled_cluster = numbers(po, vcovCL(po, cluster = ~unit, type = "HC1")),
       pooled_area = numbers(po, vcovCL(po, cluster = ~area, type = "HC1")),
       hausman = c(unname(hm$statistic), unname(hm$parameter), unname(hm$p.value)))
}
out$balanced <- panel(visits)
kept <- visits[visits$kept == 1, ]
out$unbalanced <- panel(kept)
po <- lm(y ~ fixed * I(year >= 3), visits)
out$did <- list(atet = unname(coef(po)[4]), error = unname(sqrt(diag(vcov(po)))[4]),
                cluster = unname(sqrt(diag(vcovCL(po, cluster = ~unit, type = "HC1")))[4]))

# Decomposition: what the two regressions and the means give.
one <- lm(wage ~ x + b, people[people$group == 0, ]); two <- lm(wage ~ x + b, people[people$group == 1, ])
m1 <- colMeans(model.matrix(one)); m2 <- colMeans(model.matrix(two))
out$oaxaca <- list(gap = mean(people$wage[people$group == 0]) - mean(people$wage[people$group == 1]),
                   endowments = sum((m1 - m2) * coef(two)), coefficients = sum(m2 * (coef(one) - coef(two))),
                   interaction = sum((m1 - m2) * (coef(one) - coef(two))))
# Standard errors by simulation from the sampling distributions of coefficients and means (2e5 draws).
draws <- 2e5
rmv <- function(mean, v) {
  e <- eigen(v, symmetric = TRUE)
  t(mean + e$vectors %*% (sqrt(pmax(e$values, 0)) * matrix(rnorm(draws * length(mean)), length(mean))))
}
varmean <- function(fit) { x <- model.matrix(fit); cov(x) / nrow(x) }
c1 <- rmv(coef(one), vcov(one)); c2 <- rmv(coef(two), vcov(two))
q1 <- rmv(m1, varmean(one)); q2 <- rmv(m2, varmean(two))
out$oaxaca$errors <- list(endowments = sd(rowSums((q1 - q2) * c2)), coefficients = sd(rowSums(q2 * (c1 - c2))),
                          interaction = sd(rowSums((q1 - q2) * (c1 - c2))))
pool <- coef(lm(wage ~ x + b + group, people))[1:3]
out$oaxaca$explained <- sum((m1 - m2) * pool)

# Mixed models, restricted maximum likelihood.
two_levels <- lmer(y ~ x + b + (1 | cluster), people, control = lmerControl(optCtrl = list(ftol_abs = 1e-12)))
three <- lmer(y ~ x + b + (1 | region) + (1 | region:cluster), people)
mixed <- function(fit) list(coefficients = as.list(fixef(fit)), errors = as.list(sqrt(diag(as.matrix(vcov(fit))))),
                            loglik = as.numeric(logLik(fit)), residual = sigma(fit)^2,
                            variances = lapply(VarCorr(fit), function(v) as.numeric(v)))
out$mixed <- list(two = mixed(two_levels), three = mixed(three))

# Survival.
curve <- function(data) {
  f <- survfit(Surv(time, event) ~ 1, data, conf.type = "log-log")
  list(time = f$time, survival = f$surv, lower = f$lower, upper = f$upper,
       median = unname(summary(f)$table["median"]))
}
out$km <- list(all = curve(people), b0 = curve(people[people$b == 0, ]), b1 = curve(people[people$b == 1, ]))
weibull <- function(data) {
  f <- survreg(Surv(time, event) ~ 1, data, dist = "weibull")
  list(log_scale = unname(coef(f)), log_shape = unname(-log(f$scale)), errors = unname(sqrt(diag(vcov(f)))),
       loglik = f$loglik[2])
}
out$weibull <- list(all = weibull(people), b0 = weibull(people[people$b == 0, ]), b1 = weibull(people[people$b == 1, ]))
cx <- coxph(Surv(time, event) ~ x + b, people, ties = "efron")
sc <- summary(cx)
out$cox <- c(numbers(cx, vcov(cx)),
             list(loglik = cx$loglik, lr = unname(sc$logtest), wald = unname(sc$waldtest), events = cx$nevent))
writeLines(toJSON(out, auto_unbox = TRUE, digits = 12, pretty = TRUE), "other_models.json")
